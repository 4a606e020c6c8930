namespace Ledger.Cli.Replaying;

/// <summary>What the journal's inbox knows about a fact that today's translation gives.</summary>
enum FactFinding
{
    /// <summary>Neither its message nor the fact: it is published.</summary>
    New,

    /// <summary>The message or the fact, with this content.</summary>
    Identical,

    /// <summary>The message or the fact, with other content: it is published, and becomes an exception.</summary>
    Different,

    /// <summary>The message or the fact with other content, and this content too: it was judged when it came.</summary>
    Judged,
}
