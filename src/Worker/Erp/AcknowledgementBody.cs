using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Ledger.MessageBus.Messages;

namespace Ledger.Worker.Erp;

/// <summary>
/// An acknowledgement as it is sent over HTTP: what goes over the bus, less target and reference, which the address names, and the actor,
/// who is the holder of the key.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
sealed partial record AcknowledgementBody
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of what is said.</summary>
    public required Guid AcknowledgementId { get; init; }

    /// <summary>SHA-256 of the payload as it was given out.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>accepted, posted, confirmed or rejected.</summary>
    public required string Status { get; init; }

    /// <summary>The number a bookkeeper sees in the ERP.</summary>
    public string? DocumentNumber { get; init; }

    /// <summary>The ERP's id.</summary>
    public string? ErpId { get; init; }

    /// <summary>The date it was posted under.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>The ERP's own words, for a rejection.</summary>
    public string? Message { get; init; }

    /// <summary>When it was said (UTC).</summary>
    public required DateTimeOffset SaidAt { get; init; }

    /// <summary>Reads one; null when it is none, and then why.</summary>
    public static AcknowledgementBody? Read(byte[] body, out string? malformed)
    {
        malformed = "The body is null.";
        try
        {
            return JsonSerializer.Deserialize(body, ErpApiJson.Default.AcknowledgementBody);
        }
        catch (JsonException unreadable)
        {
            malformed = TypeName().Replace(unreadable.Message, "");
            return null;
        }
    }

    /// <summary>The same as a message.</summary>
    public ErpAcknowledgementMessage Of(string target, string reference, string actor) => new()
    {
        SchemaVersion = SchemaVersion,
        AcknowledgementId = AcknowledgementId,
        Target = target,
        Reference = reference,
        PayloadHash = PayloadHash,
        Status = Status,
        DocumentNumber = DocumentNumber,
        ErpId = ErpId,
        PostedDate = PostedDate,
        Message = Message,
        Actor = actor,
        SaidAt = SaidAt,
    };

    // Names of our types say nothing to whoever sends it.
    [GeneratedRegex(" (?:contained in|for) type '[^']*'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
