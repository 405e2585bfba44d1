"""The official SDK behind the Asker protocol: the only file that talks to Anthropic.

Key and address are always given, so that no credentials, profiles or addresses that another
program left on the machine are used (methods 6.5), and tracing is off, since it could copy what is
sent elsewhere. Imported when a report by Claude is asked for; needs the extra `ai`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2

from gametape.report.claude.asking import Answer, AskError, Question, Usage
from gametape.report.model import report_schema
from gametape.report.options import DEFAULT_ADDRESS, ReportOptions

KINDS: tuple[tuple[type[Exception], str, str], ...] = (
    (anthropic.APITimeoutError, "timeout", "Claude did not answer in time"),
    (anthropic.APIConnectionError, "connection", "Claude could not be reached"),
    (anthropic.AuthenticationError, "key", "The key was not accepted"),
    (anthropic.PermissionDeniedError, "key", "The key may not do this"),
    (anthropic.RateLimitError, "rate limit", "The key's limit is used up for now"),
    (anthropic.OverloadedError, "overloaded", "Claude is overloaded"),
    (anthropic.NotFoundError, "model", "The model is not known there"),
    (anthropic.APIStatusError, "service", "The service answered with an error"),
    (httpx2.TimeoutException, "timeout", "Claude did not answer in time"),
    (httpx2.HTTPError, "connection", "The connection broke"),
)
"""What can go wrong on the way, most special first: kind, and words for a person."""

TYPES = {
    "overloaded_error": anthropic.OverloadedError,
    "rate_limit_error": anthropic.RateLimitError,
    "timeout_error": anthropic.APITimeoutError,
}
"""Errors that can also come as an event of a stream that began well, with status 200."""


class Claude:
    """Asks Claude through the official SDK. Close it, or use it in a `with`."""

    def __init__(self, key: str, options: ReportOptions, address: str = DEFAULT_ADDRESS) -> None:
        self._client = anthropic.Anthropic(
            api_key=key,
            base_url=address,
            timeout=options.timeout_s,
            max_retries=options.retries,
            open_telemetry=False,
        )

    def __enter__(self) -> Claude:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def check(self, model: str) -> None:
        """Raise AskError if the model is retired or cannot answer in a schema."""
        with _told():
            found = self._client.models.retrieve(model)
        if found.lifecycle == "retired":
            raise AskError("model", f"The model {model} is retired.")
        able = found.capabilities
        if able is not None and not able.structured_outputs.supported:
            raise AskError("model", f"The model {model} cannot answer in a schema.")

    def count(self, question: Question) -> int:
        """How many tokens a question has."""
        asked = parameters(question)
        del asked["max_tokens"]
        with _told():
            return self._client.messages.count_tokens(**asked).input_tokens

    def ask(self, question: Question) -> Answer:
        """The answer, streamed, so that a long one does not run into a time limit on the way."""
        with _told(), self._client.messages.stream(**parameters(question)) as stream:
            return answer_of(stream.get_final_message(), stream.request_id or "")

    def submit(self, questions: dict[str, Question]) -> str:
        """Many questions as one batch, each under a name of at most 64 letters; the batch's id."""
        requests: Any = [
            {"custom_id": name, "params": parameters(one)} for name, one in questions.items()
        ]
        with _told():
            return self._client.messages.batches.create(requests=requests).id

    def collect(self, batch: str) -> dict[str, Answer | AskError] | None:
        """A batch's answers by name, in whatever order they came; None while it is not done."""
        with _told():
            if self._client.messages.batches.retrieve(batch).processing_status != "ended":
                return None
            results = self._client.messages.batches.results(batch)
            return {one.custom_id: _of_batch(one.result) for one in results}


def parameters(question: Question) -> dict[str, Any]:
    """A question as the Messages API takes it."""
    system = {
        "type": "text",
        "text": question.system,
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    }
    schema = anthropic.transform_schema(report_schema())
    return {
        "model": question.model,
        "max_tokens": question.max_tokens,
        "system": [system],
        "messages": [{"role": turn.role, "content": turn.text} for turn in question.turns],
        "thinking": {"type": "adaptive"},
        "output_config": {
            "effort": question.effort,
            "format": {"type": "json_schema", "schema": schema},
        },
    }


def answer_of(message: anthropic.types.Message, request: str = "") -> Answer:
    """What came back, without the thinking."""
    details, usage = message.stop_details, message.usage
    thinking = usage.output_tokens_details
    return Answer(
        text="".join(block.text for block in message.content if block.type == "text"),
        stop=message.stop_reason or "",
        why=(details.explanation or details.category or "") if details is not None else "",
        usage=Usage(
            input=usage.input_tokens or 0,
            output=usage.output_tokens or 0,
            thinking=thinking.thinking_tokens if thinking is not None else 0,
            cache_read=usage.cache_read_input_tokens or 0,
            cache_written=usage.cache_creation_input_tokens or 0,
        ),
        request=request,
    )


def _of_batch(result: Any) -> Answer | AskError:
    if result.type == "succeeded":
        return answer_of(result.message)
    return AskError("batch", f"The batch left this report out: {result.type}.")


@contextmanager
def _told() -> Iterator[None]:
    """Turns everything that can go wrong on the way into an AskError, without the key in it."""
    try:
        yield
    except (anthropic.AnthropicError, httpx2.HTTPError) as error:
        in_stream = TYPES.get(getattr(error, "type", None) or "")
        for kind, name, words in KINDS:
            if isinstance(error, kind) or kind is in_stream:
                status = getattr(error, "status_code", None)
                raise AskError(name, f"{words}{f' ({status})' if status else ''}.") from error
        raise AskError("service", f"The SDK gave up: {type(error).__name__}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
        raise AskError("malformed", f"The answer is no message: {type(error).__name__}.") from error
