namespace Ledger.Backfill;

/// <summary>One time that missed events were looked for or handed over.</summary>
public sealed record BackfillRun
{
    /// <summary>Its identity (UUIDv7).</summary>
    public required Guid RunId { get; init; }

    /// <summary>One of <see cref="RunKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The endpoint's account.</summary>
    public required string Account { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended or stopped (UTC); null while it runs, or where it broke off.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>One of <see cref="RunState"/>.</summary>
    public string State { get; init; } = RunState.Running;

    /// <summary>The window or the file as the person named it.</summary>
    public required string Asked { get; init; }

    /// <summary>Begin of the window that was listed; null for files.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Its end; null for files, and where it was open.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True when only undelivered events were asked for.</summary>
    public bool Undelivered { get; init; }

    /// <summary>SHA-256 of the manifest, lower-case hex; null where there is none.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>Where an interrupted list goes on; null at its begin and after its end.</summary>
    public string? NextPage { get; init; }

    /// <summary>What came of it so far.</summary>
    public RunCounts Counts { get; init; } = new();

    /// <summary>Why it stopped, for people; null when it did not.</summary>
    public string? Note { get; init; }
}

/// <summary>What came of a run; what was seen is the sum of what became of it.</summary>
public sealed record RunCounts
{
    /// <summary>Pages of the list, or parts of the file.</summary>
    public int Pages { get; init; }

    /// <summary>Events, deliveries or rows that were looked at.</summary>
    public long Seen { get; init; }

    /// <summary>Taken in for the first time, as far as the archive and earlier runs tell.</summary>
    public long New { get; init; }

    /// <summary>Here already, by a webhook or by an earlier run.</summary>
    public long Known { get; init; }

    /// <summary>Stating nothing to post.</summary>
    public long NoFact { get; init; }

    /// <summary>Authentic and archived, but not translated: ours to resolve.</summary>
    public long Refused { get; init; }

    /// <summary>Not taken at all: a row or a file that cannot be used.</summary>
    public long Rejected { get; init; }

    /// <summary>One more of an outcome.</summary>
    public RunCounts With(string outcome) => outcome switch
    {
        EventOutcome.New => this with { Seen = Seen + 1, New = New + 1 },
        EventOutcome.Known => this with { Seen = Seen + 1, Known = Known + 1 },
        EventOutcome.NoFact => this with { Seen = Seen + 1, NoFact = NoFact + 1 },
        EventOutcome.Refused => this with { Seen = Seen + 1, Refused = Refused + 1 },
        EventOutcome.Rejected => this with { Seen = Seen + 1, Rejected = Rejected + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}

/// <summary>What kinds of runs there are; the texts stand in <c>run.kind</c>.</summary>
public static class RunKind
{
    /// <summary>A person had the provider's list read.</summary>
    public const string List = "list";

    /// <summary>The worker read the provider's list by itself.</summary>
    public const string Poll = "poll";

    /// <summary>A person handed over a folder of raw deliveries.</summary>
    public const string Folder = "folder";

    /// <summary>A person handed over a file of rows.</summary>
    public const string Rows = "rows";
}

/// <summary>Where a run is; the texts stand in <c>run.state</c>.</summary>
public static class RunState
{
    /// <summary>At work, or broken off without a word.</summary>
    public const string Running = "running";

    /// <summary>To its end.</summary>
    public const string Finished = "finished";

    /// <summary>Stopped before its end; its note says why.</summary>
    public const string Stopped = "stopped";
}

/// <summary>What became of one event: THE closed list; all but the last stand in <c>event.outcome</c>.</summary>
public static class EventOutcome
{
    /// <summary>Taken in for the first time, as far as the archive and earlier runs tell.</summary>
    public const string New = "new";

    /// <summary>Here already.</summary>
    public const string Known = "known";

    /// <summary>States nothing to post.</summary>
    public const string NoFact = "no-fact";

    /// <summary>Archived, but not translated.</summary>
    public const string Refused = "refused";

    /// <summary>Not taken at all.</summary>
    public const string Rejected = "rejected";
}
