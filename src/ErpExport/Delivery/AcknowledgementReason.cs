namespace Ledger.ErpExport.Delivery;

/// <summary>Why an outside adapter's acknowledgement is not taken. THE list; each has a row in docs/errors.md.</summary>
public enum AcknowledgementReason
{
    /// <summary>404: the target has no document of this reference.</summary>
    DocumentUnknown,

    /// <summary>409: the payload that is acknowledged is not the one that stands.</summary>
    PayloadDiffers,

    /// <summary>409: from where the document stands it cannot go there.</summary>
    StateForbids,

    /// <summary>409: it says posted, and neither it nor one before says under which number or id.</summary>
    NumberMissing,

    /// <summary>409: this acknowledgement id said something else before.</summary>
    AcknowledgementIdReused,
}

/// <summary>The names of the reasons.</summary>
public static class AcknowledgementReasons
{
    static readonly Dictionary<AcknowledgementReason, string> Names = Enum.GetValues<AcknowledgementReason>().ToDictionary(
        reason => reason,
        reason => string.Concat(reason.ToString().Select((c, n) => n > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}")));

    /// <summary>The name in answers and in docs: upper snake case, such as <c>PAYLOAD_DIFFERS</c>.</summary>
    public static string WireName(this AcknowledgementReason reason) => Names[reason];

    /// <summary>A reason with its sentence as one text, for tables that keep one.</summary>
    internal static string Text(AcknowledgementReason reason, string detail) => $"{Names[reason]}: {detail}";

    /// <summary>Takes such a text apart; a text of another form is all detail.</summary>
    internal static (AcknowledgementReason? Reason, string? Detail) Split(string? text)
    {
        var (name, colon) = (text, text?.IndexOf(": ", StringComparison.Ordinal) ?? -1);
        foreach (var (reason, known) in Names)
        {
            if (colon > 0 && name!.AsSpan(0, colon).SequenceEqual(known))
            {
                return (reason, text![(colon + 2)..]);
            }
        }

        return (null, text);
    }
}
