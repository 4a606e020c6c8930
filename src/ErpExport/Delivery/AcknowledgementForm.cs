using System.Text.RegularExpressions;
using Ledger.ErpExport.Documents;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// What an acknowledgement must look like. It comes from programs of others: nothing of it goes into a key, a table or a log before it
/// has been looked at. Pure.
/// </summary>
public static partial class AcknowledgementForm
{
    // What a body that does not say it is read as.
    const int Unsaid = 0;

    /// <summary>Most characters of who says it.</summary>
    public const int ActorMax = 100;

    /// <summary>Most characters of the number that a bookkeeper sees.</summary>
    public const int NumberMax = 100;

    /// <summary>Most characters of the ERP's id.</summary>
    public const int ErpIdMax = 200;

    /// <summary>Most characters of the ERP's own words.</summary>
    public const int MessageMax = 2_000;

    /// <summary>What may be said.</summary>
    public static IReadOnlyCollection<string> Statuses => Acknowledgements.Statuses;

    /// <summary>What is wrong with it, for people; null when nothing is.</summary>
    public static string? Fault(ErpAcknowledgementMessage said) =>
        said.SchemaVersion is not (Unsaid or 1) ? $"'schemaVersion' is {said.SchemaVersion}; this build reads 1."
        : said.AcknowledgementId == Guid.Empty ? "'acknowledgementId' must be a UUID of its own."
        : !TargetForm().IsMatch(said.Target) ? "'target' must be 1 to 30 of a-z, 0-9 and '-'."
        : !DocumentReference.IsReference(said.Reference) ? "'reference' must look like LDG00000F-00012."
        : !HashForm().IsMatch(said.PayloadHash) ? "'payloadHash' must be 64 lower-case hex digits, as they were published."
        : !Acknowledgements.Statuses.Contains(said.Status) ? $"'status' must be one of {string.Join(", ", Acknowledgements.Statuses)}."
        : !Fits(said.Actor, 1, ActorMax) ? $"'actor' must be 1 to {ActorMax} printable characters."
        : !Fits(said.DocumentNumber, 1, NumberMax) ? $"'documentNumber' must be 1 to {NumberMax} printable characters."
        : !Fits(said.ErpId, 1, ErpIdMax) ? $"'erpId' must be 1 to {ErpIdMax} printable characters."
        : said.Message is { Length: > MessageMax } || said.Message?.Contains('\0', StringComparison.Ordinal) == true
            ? $"'message' must be at most {MessageMax} characters, without U+0000."
        : null;

    // Half a surrogate pair cannot be written as UTF-8.
    static bool Fits(string? text, int min, int max) =>
        text is null || (text.Length >= min && text.Length <= max && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)));

    [GeneratedRegex("^[a-z0-9-]{1,30}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TargetForm();

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashForm();
}
