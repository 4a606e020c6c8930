namespace Ledger.Backfill.Files;

/// <summary>A delivery or a row as it lies in a file.</summary>
/// <param name="Line">Its place, from 1; of a row the line that it ends on.</param>
/// <param name="Name">The file's name, or the row's event id; as much as can be told.</param>
sealed record FileItem(int Line, string Name)
{
    /// <summary>The body of the delivery; empty when it is rejected.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Its headers, names lower case; none without a file of headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>When it first came in, as the file of headers says; null without one.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Why it is not taken; null when nothing speaks against it so far.</summary>
    public RowReason? Rejected { get; init; }

    /// <summary>What was found, for people; null when nothing was. Holds no text of the file.</summary>
    public string? Detail { get; init; }

    /// <summary>The same, rejected.</summary>
    public FileItem Reject(RowReason reason, string detail) => this with { Rejected = reason, Detail = detail, Body = [] };
}

/// <summary>A folder of deliveries, or a file of rows, found to be what its manifest says.</summary>
interface IItemSource
{
    /// <summary>The kind of run that it makes; one of <see cref="RunKind"/>.</summary>
    string Kind { get; }

    /// <summary>Its manifest.</summary>
    Manifest Manifest { get; }

    /// <summary>Its items in order.</summary>
    IEnumerable<FileItem> Items();
}
