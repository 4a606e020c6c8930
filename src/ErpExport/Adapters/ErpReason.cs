namespace Ledger.ErpExport.Adapters;

/// <summary>Why a document is not posted, or not as it was sent. THE list; each has a row in docs/errors.md.</summary>
public enum ErpReason
{
    /// <summary>The mapping lacks something; all that is missing is listed.</summary>
    MappingMissing,

    /// <summary>Debits and credits differ, by our count or by the ERP's.</summary>
    Unbalanced,

    /// <summary>Amounts at our rates need a larger rounding line than the mapping allows.</summary>
    RoundingAboveCap,

    /// <summary>A field is longer, shorter or of another form than the ERP takes.</summary>
    FieldInvalid,

    /// <summary>The ERP does not take this currency, or not beside another one.</summary>
    CurrencyNotTaken,

    /// <summary>An account, party, journal or dimension does not exist there, or takes no postings.</summary>
    MasterDataMissing,

    /// <summary>The period is closed or locked, or there is none.</summary>
    PeriodClosed,

    /// <summary>The ERP refuses our login or our rights.</summary>
    AccessRefused,

    /// <summary>The reference is taken by a document that says something else.</summary>
    ReferenceTaken,

    /// <summary>The ERP has several documents of one reference.</summary>
    Duplicate,

    /// <summary>The ERP refuses for a reason that we have no name for; its own words are in the detail.</summary>
    RefusedByErp,

    /// <summary>The ERP did not answer in time.</summary>
    TimedOut,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The ERP answered that it is at fault itself (HTTP 5xx).</summary>
    ErpFault,

    /// <summary>The answer is not as its documents say.</summary>
    AnswerUnreadable,

    /// <summary>The process ended while the document was on its way.</summary>
    Interrupted,

    /// <summary>A person holds the document.</summary>
    OperatorHold,

    /// <summary>Its file is written with all documents of its run, and one of them waits for a person.</summary>
    RunIncomplete,

    /// <summary>Posted, but not to be seen for longer than it may take.</summary>
    Missing,

    /// <summary>Somebody has changed it in the ERP.</summary>
    Edited,

    /// <summary>Somebody has deleted it in the ERP.</summary>
    Deleted,

    /// <summary>Somebody has reversed it in the ERP.</summary>
    Reversed,

    /// <summary>The ERP has posted it under another date.</summary>
    DateShifted,

    /// <summary>A document that is not ours moves an account that only we may move.</summary>
    Foreign,

    /// <summary>The ERP holds a posted document under a reference of ours that is held, rejected or superseded here.</summary>
    PostedUnasked,

    /// <summary>An outside adapter says something about a document that it cannot say now.</summary>
    AcknowledgementRefused,
}

/// <summary>The names of the reasons.</summary>
public static class ErpReasons
{
    static readonly Dictionary<ErpReason, string> Names = Enum.GetValues<ErpReason>().ToDictionary(reason => reason, Upper);

    static readonly Dictionary<string, ErpReason> ByName = Names.ToDictionary(
        pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The name on the wire, in tables and in docs: upper snake case, such as <c>PERIOD_CLOSED</c>.</summary>
    public static string WireName(this ErpReason reason) => Names[reason];

    /// <summary>The reason of a name; null for a name that is not one.</summary>
    public static ErpReason? Find(string? name) => name is not null && ByName.TryGetValue(name, out var reason) ? reason : null;

    static string Upper(ErpReason reason) => string.Concat(reason.ToString().Select(
        (c, n) => n > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
