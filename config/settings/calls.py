"""How often the API may be called."""

from config.settings.environment import from_environment

# What a caller of the API has of each kind in a minute, before it is a 429; 0: as much as they like.
# 100,000 tasks, 200 a page, are 500 reads. Nobody, and who sends a wrong token, is counted by address.
API_CALLS_A_MINUTE = {
    "read": int(from_environment("API_READS_A_MINUTE", "600")),
    "write": int(from_environment("API_WRITES_A_MINUTE", "300")),
    "export": int(from_environment("API_EXPORTS_A_MINUTE", "10")),
    "search": int(from_environment("API_SEARCHES_A_MINUTE", "120")),
    "anonymous": int(from_environment("API_ANONYMOUS_A_MINUTE", "60")),
}
