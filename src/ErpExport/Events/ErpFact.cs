using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ledger.Accounting;
using Ledger.EventStore;

namespace Ledger.ErpExport.Events;

/// <summary>What happened to the export; appended to its streams, published on <c>ledger.erp</c>.</summary>
public abstract record ErpFact
{
    /// <summary>Identity of the event.</summary>
    public required Guid Id { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>Who did it, when that was a person or an outside adapter; null for the export itself.</summary>
    public string? Actor { get; init; }
}

/// <summary>A run was cut.</summary>
public sealed record ErpRunCut : ErpFact
{
    /// <summary>Name in the store.</summary>
    public const string Alias = "erp_run_cut";

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The target's count of it.</summary>
    public required long Number { get; init; }

    /// <summary>Summary or detail.</summary>
    public required string Mode { get; init; }

    /// <summary>Position behind which it begins.</summary>
    public required long CutFrom { get; init; }

    /// <summary>Last position in it.</summary>
    public required long CutTo { get; init; }

    /// <summary>Version of the mapping.</summary>
    public required string MappingVersion { get; init; }

    /// <summary>Entries in it.</summary>
    public required long Entries { get; init; }

    /// <summary>Entries that the mapping excludes as a whole.</summary>
    public required int Excluded { get; init; }

    /// <summary>Its documents: reference and SHA-256 of the payload.</summary>
    public required IReadOnlyList<CutDocument> Documents { get; init; }
}

/// <summary>A document of a run.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="PayloadHash">SHA-256 of its payload.</param>
public sealed record CutDocument(string Reference, string PayloadHash);

/// <summary>A document moved from one state to another.</summary>
public sealed record ErpDocumentMoved : ErpFact
{
    /// <summary>Name in the store.</summary>
    public const string Alias = "erp_document_moved";

    /// <summary>The document.</summary>
    public required string Reference { get; init; }

    /// <summary>Its version behind the move.</summary>
    public required long Version { get; init; }

    /// <summary>Where it was.</summary>
    public required string From { get; init; }

    /// <summary>Where it is.</summary>
    public required string To { get; init; }

    /// <summary>Counts its payloads.</summary>
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the payload.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>How often it was sent.</summary>
    public required int Attempt { get; init; }

    /// <summary>Draft or job.</summary>
    public string? Handle { get; init; }

    /// <summary>The ERP's id.</summary>
    public string? ErpId { get; init; }

    /// <summary>The ERP's number.</summary>
    public string? ErpNumber { get; init; }

    /// <summary>Date under which it was posted.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Detail { get; init; }

    /// <summary>HTTP status of the answer that moved it.</summary>
    public int AnswerStatus { get; init; }

    /// <summary>SHA-256 of that answer's body.</summary>
    public string? AnswerSha256 { get; init; }

    /// <summary>More documents that came in its place or beside it.</summary>
    public IReadOnlyList<CutDocument>? Beside { get; init; }

    /// <summary>Entries that left it because the mapping excludes them by now.</summary>
    public int Excluded { get; init; }

    /// <summary>What the person said who moved it.</summary>
    public string? Remark { get; init; }
}

/// <summary>A person paused a target, let it go on, or asked for a cut.</summary>
public sealed record ErpTargetCommanded : ErpFact
{
    /// <summary>Name in the store.</summary>
    public const string Alias = "erp_target_commanded";

    /// <summary>pause, resume or cut.</summary>
    public required string Command { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>The ERP holds something that no document of ours stands for as posted.</summary>
public sealed record ErpForeignFound : ErpFact
{
    /// <summary>Name in the store.</summary>
    public const string Alias = "erp_foreign_found";

    /// <summary>The ERP's id of it.</summary>
    public required string ErpId { get; init; }

    /// <summary>Its version there.</summary>
    public required string Version { get; init; }

    /// <summary>What was found, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Name of the reason; null in events from before there were several, where it is <c>FOREIGN</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Our reference that it bears; null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>The ERP's code of the company; null when it does not say.</summary>
    public string? Company { get; init; }

    /// <summary>Posting date there; null when it does not say.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>What it moves; null in events from before they said so.</summary>
    public IReadOnlyList<FoundAmount>? Lines { get; init; }
}

/// <summary>A line of what was found.</summary>
/// <param name="Account">The ERP's account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="MinorUnits">Zero or more.</param>
/// <param name="Currency">The currency.</param>
public sealed record FoundAmount(string Account, Side Side, long MinorUnits, Currency Currency);

/// <summary>A person is done with what the ERP holds on our accounts and is not ours.</summary>
public sealed record ErpFindingClosed : ErpFact
{
    /// <summary>Name in the store.</summary>
    public const string Alias = "erp_finding_closed";

    /// <summary>The ERP's id of it.</summary>
    public required string ErpId { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>True when it was taken back in the ERP: it explains no difference any more.</summary>
    public bool Undone { get; init; }
}

/// <summary>
/// Source-generated JSON of the export's events: PascalCase as Marten reads it; zeros are written, for they are required.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErpRunCut))]
[JsonSerializable(typeof(ErpDocumentMoved))]
[JsonSerializable(typeof(ErpTargetCommanded))]
[JsonSerializable(typeof(ErpForeignFound))]
[JsonSerializable(typeof(ErpFindingClosed))]
sealed partial class ErpFactJson : JsonSerializerContext;

/// <summary>The export's event types by their names in the store.</summary>
public static class ErpFacts
{
    /// <summary>The event to append for a fact.</summary>
    public static NewEvent ToNewEvent(ErpFact fact, DateTimeOffset recordedAt) => fact switch
    {
        ErpRunCut f => New(f, ErpRunCut.Alias, ErpFactJson.Default.ErpRunCut, recordedAt),
        ErpDocumentMoved f => New(f, ErpDocumentMoved.Alias, ErpFactJson.Default.ErpDocumentMoved, recordedAt),
        ErpTargetCommanded f => New(f, ErpTargetCommanded.Alias, ErpFactJson.Default.ErpTargetCommanded, recordedAt),
        ErpForeignFound f => New(f, ErpForeignFound.Alias, ErpFactJson.Default.ErpForeignFound, recordedAt),
        ErpFindingClosed f => New(f, ErpFindingClosed.Alias, ErpFactJson.Default.ErpFindingClosed, recordedAt),
        _ => throw new InvalidOperationException($"{fact.GetType()} is not an event of the export."),
    };

    /// <summary>Reads a stored event; null when the type is not one of the export's.</summary>
    /// <exception cref="JsonException">The body is not what the type says.</exception>
    public static ErpFact? Read(string type, ReadOnlySpan<byte> data) => type switch
    {
        ErpRunCut.Alias => JsonSerializer.Deserialize(data, ErpFactJson.Default.ErpRunCut),
        ErpDocumentMoved.Alias => JsonSerializer.Deserialize(data, ErpFactJson.Default.ErpDocumentMoved),
        ErpTargetCommanded.Alias => JsonSerializer.Deserialize(data, ErpFactJson.Default.ErpTargetCommanded),
        ErpForeignFound.Alias => JsonSerializer.Deserialize(data, ErpFactJson.Default.ErpForeignFound),
        ErpFindingClosed.Alias => JsonSerializer.Deserialize(data, ErpFactJson.Default.ErpFindingClosed),
        _ => null,
    };

    static NewEvent New<T>(T fact, string alias, JsonTypeInfo<T> json, DateTimeOffset recordedAt)
        where T : ErpFact =>
        new(fact.Id, alias, $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}", JsonSerializer.SerializeToUtf8Bytes(fact, json),
            recordedAt)
        {
            Fact = fact,
        };
}
