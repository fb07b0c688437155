"""Publication times as the pages give them, and the interval of real time each one allows."""

from datetime import datetime, timedelta, timezone

UTC = timezone.utc


def parse(moment):
    return datetime.fromisoformat(moment.replace("Z", "+00:00"))


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def interval(published, captured):
    """Earliest and latest possible publication, in UTC.

    A bare day has no zone: it may have begun 14 hours ahead of UTC and ended 12 hours behind it.
    A minute lasts 59 seconds. Nothing is published after it was captured.
    """
    if len(published) == 10:
        day = datetime.fromisoformat(published).replace(tzinfo=UTC)
        earliest, latest = day - timedelta(hours=14), day + timedelta(hours=36) - timedelta(seconds=1)
    else:
        earliest = parse(published)
        seconds_given = published[16:17] == ":"
        latest = earliest if seconds_given else earliest + timedelta(seconds=59)
    return [stamp(earliest), stamp(min(latest, parse(captured)))]


def order(first, second):
    """`before`, `after` or `undecided`, from two intervals."""
    if first[1] < second[0]:
        return "before"
    if second[1] < first[0]:
        return "after"
    return "undecided"


def hours_between(first, second):
    """The least and the most hours from an event in `first` to one in `second`."""
    least = (parse(second[0]) - parse(first[1])).total_seconds() / 3600
    most = (parse(second[1]) - parse(first[0])).total_seconds() / 3600
    return [round(least, 4), round(most, 4)]
