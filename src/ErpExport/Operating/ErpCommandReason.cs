namespace Ledger.ErpExport.Operating;

/// <summary>Why a command of a person is refused. THE list; each has a row in docs/errors.md.</summary>
public enum ErpCommandReason
{
    /// <summary>Neither the export nor the file of targets has a target of this name.</summary>
    TargetUnknown,

    /// <summary>Only documents of configured targets whose adapter is outside are acknowledged by others.</summary>
    TargetNotOutside,

    /// <summary>The target has no document of this reference.</summary>
    DocumentUnknown,

    /// <summary>The target has no run of this number.</summary>
    RunUnknown,

    /// <summary>No finding with this id of the ERP is open.</summary>
    FindingUnknown,

    /// <summary>The document is in a state in which this cannot be done.</summary>
    StateForbids,

    /// <summary>The document has moved while the command was given; nothing was done.</summary>
    MovedMeanwhile,

    /// <summary>The ERP has something under the reference already; another document in its place would be the second.</summary>
    AlreadyInErp,

    /// <summary>The target holds documents for closed periods: it dates none anew.</summary>
    PolicyForbids,

    /// <summary>The day is not behind the date of the document.</summary>
    DateRefused,

    /// <summary>The mapping still lacks something for the document; all that is missing is listed.</summary>
    StillUnmapped,

    /// <summary>The document would be refused again for what it says.</summary>
    StillRefused,

    /// <summary>The ERP of this target cannot be asked for that.</summary>
    NotAskable,
}

/// <summary>The names of the reasons.</summary>
public static class ErpCommandReasons
{
    static readonly Dictionary<ErpCommandReason, string> Names = Enum.GetValues<ErpCommandReason>().ToDictionary(
        reason => reason,
        reason => string.Concat(reason.ToString().Select((c, n) => n > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}")));

    /// <summary>The name in answers and docs: upper snake case, such as <c>DOCUMENT_UNKNOWN</c>.</summary>
    public static string WireName(this ErpCommandReason reason) => Names[reason];
}
