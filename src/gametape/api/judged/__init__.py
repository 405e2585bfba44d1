"""What analysis found: evidence, reports, playbook, progress and tags."""
