"""People, the posts they hold, and what that lets them do."""
