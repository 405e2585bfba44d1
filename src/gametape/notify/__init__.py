"""What is told of an evening elsewhere (Discord, Telegram, mail), in words; none is sent here."""
