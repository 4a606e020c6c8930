using System.Collections.Frozen;

namespace Ledger.Backfill;

/// <summary>Why a row or a file is not taken, in order of precedence. THE list; each has a row in docs/errors.md.</summary>
public enum RowReason
{
    /// <summary>The row has more or fewer fields than the header, or its quotes are not in order.</summary>
    RowMalformed,

    /// <summary>A field is longer than 255 characters or holds a control character.</summary>
    TextRefused,

    /// <summary>The row names no event, or its id is not letters, digits, hyphens, underscores and full stops.</summary>
    EventIdRefused,

    /// <summary>The row names no type of event.</summary>
    EventTypeMissing,

    /// <summary>An amount is no whole number of minor units.</summary>
    AmountRefused,

    /// <summary>The currency is no three capital letters.</summary>
    CurrencyRefused,

    /// <summary>The time is not in RFC 3339 with an offset.</summary>
    TimeRefused,

    /// <summary>An earlier row of the file has the same event id.</summary>
    RowRepeated,

    /// <summary>An earlier run applied this event id with other content.</summary>
    RowChanged,

    /// <summary>The file of headers beside the delivery cannot be read.</summary>
    HeadersRefused,

    /// <summary>The delivery has a signature, and it is not the provider's; or the certificate that signed it cannot be fetched.</summary>
    SignatureRefused,
}

/// <summary>Names of reasons.</summary>
public static class RowReasonNames
{
    static readonly FrozenDictionary<RowReason, string> Names =
        Enum.GetValues<RowReason>().ToFrozenDictionary(reason => reason, reason => BackfillReasonNames.UpperSnake(reason.ToString()));

    /// <summary>The name in upper snake case, such as <c>ROW_CHANGED</c>.</summary>
    public static string WireName(this RowReason reason) => Names[reason];
}
