namespace Ledger.MessageBus.Messages;

/// <summary>A run was cut, as published on <c>ledger.erp</c>.</summary>
public sealed record ErpRunMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Position in the export's events; rises in commit order.</summary>
    public required long Position { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The target's count of it, from 1.</summary>
    public required long Number { get; init; }

    /// <summary><c>summary</c> or <c>detail</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Position of the journal behind which it begins.</summary>
    public required long CutFrom { get; init; }

    /// <summary>Last position of the journal in it.</summary>
    public required long CutTo { get; init; }

    /// <summary>Version of the mapping.</summary>
    public required string MappingVersion { get; init; }

    /// <summary>Entries in it.</summary>
    public required long Entries { get; init; }

    /// <summary>References of its documents.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>When it was cut (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}
