using Ledger.Accounting;

namespace Ledger.ErpExport.Adapters;

/// <summary>What an ERP has under a reference.</summary>
public abstract record FindResult
{
    FindResult()
    {
    }

    /// <summary>Nothing, as far as can be seen by now.</summary>
    public sealed record NotFound : FindResult
    {
        /// <summary>The one there is.</summary>
        public static NotFound Instance { get; } = new();
    }

    /// <summary>A draft, which does not count yet.</summary>
    public sealed record Draft(ErpDocument Document) : FindResult;

    /// <summary>It is posted.</summary>
    public sealed record Posted(ErpDocument Document) : FindResult;

    /// <summary>It is still worked on.</summary>
    public sealed record InWork(SubmissionHandle Job) : FindResult;

    /// <summary>More than one: somebody copied it, or it was sent by two.</summary>
    public sealed record Multiple(IReadOnlyList<ErpDocument> Documents) : FindResult;
}

/// <summary>A document as the ERP holds it.</summary>
public sealed record ErpDocument
{
    /// <summary>The ERP's id of it.</summary>
    public required string ErpId { get; init; }

    /// <summary>The number a bookkeeper sees; null when it has none.</summary>
    public string? Number { get; init; }

    /// <summary>What stands where our reference belongs; null when nothing does.</summary>
    public string? Reference { get; init; }

    /// <summary>Its standing.</summary>
    public required ErpDocumentState State { get; init; }

    /// <summary>The ERP's code of the company; null when the answer does not say.</summary>
    public string? Company { get; init; }

    /// <summary>Another code by which a mapping may name the same company, such as its id; null when there is none.</summary>
    public string? CompanyId { get; init; }

    /// <summary>Posting date; null for what is deleted, where the ERP tells no more of it.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>
    /// Its lines: the ERP's account, side, and the amount in the currency of the document's line. A posted document without any is not
    /// as it was sent, unless <see cref="TellsLines"/> says that the answer holds none.
    /// </summary>
    public IReadOnlyList<ErpDocumentLine> Lines { get; init; } = [];

    /// <summary>False when the answer does not tell lines at all.</summary>
    public bool TellsLines { get; init; } = true;

    /// <summary>What more is told of each line, in the order of <see cref="Lines"/>; empty when nothing is.</summary>
    public IReadOnlyList<ErpLineDetail> Details { get; init; } = [];

    /// <summary>Rises with every change; what was seen in this version need not be looked at again.</summary>
    public required string Version { get; init; }

    /// <summary>When it was changed last, by the ERP's clock.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>A line as the ERP holds it.</summary>
public readonly record struct ErpDocumentLine(string Account, Side Side, Money Amount);

/// <summary>What an answer tells of a line beside account, side and amount.</summary>
/// <param name="Party">Customer or vendor, by the code that a mapping has; empty for none, null when it is not told.</param>
/// <param name="Dimensions">
/// Dimensions as one text, <c>name=value;name=value</c> in order of the names; empty for none, null when they are not told.
/// </param>
/// <param name="Home">What it counts in the company's own currency, zero or more; null when that is not told.</param>
public readonly record struct ErpLineDetail(string? Party, string? Dimensions, Money? Home);

/// <summary>The standing of a document in the ERP.</summary>
public enum ErpDocumentState
{
    /// <summary>Not posted: does not count.</summary>
    Draft,

    /// <summary>Posted.</summary>
    Posted,

    /// <summary>Taken back by another document.</summary>
    Reversed,

    /// <summary>Deleted or cancelled.</summary>
    Deleted,
}

/// <summary>A page of changes, ordered by their moment and id.</summary>
/// <param name="Changed">The documents as they are now.</param>
/// <param name="Through">
/// The latest moment, by the ERP's clock, up to which everything that is visible has been told; where to go on once the page is kept.
/// </param>
public sealed record ErpChangePage(IReadOnlyList<ErpDocument> Changed, DateTimeOffset? Through);

/// <summary>An account's debits and credits in the ERP.</summary>
/// <param name="Account">The ERP's code.</param>
/// <param name="Debit">Zero or more; null when the ERP only tells the balance.</param>
/// <param name="Credit">Zero or more; null when the ERP only tells the balance.</param>
/// <param name="Balance">Debits less credits.</param>
public readonly record struct ErpBalance(string Account, Money? Debit, Money? Credit, Money Balance);

/// <summary>Whether an ERP takes postings of a day.</summary>
public abstract record PeriodStatus
{
    PeriodStatus()
    {
    }

    /// <summary>It does, or it cannot be asked before posting.</summary>
    public sealed record Open : PeriodStatus
    {
        /// <summary>The one there is.</summary>
        public static Open Instance { get; } = new();
    }

    /// <summary>It does not.</summary>
    /// <param name="Detail">Which period, and who can open it, in words of that ERP.</param>
    /// <param name="NextOpen">First day behind it that is open; null when that is not known.</param>
    public sealed record Closed(string Detail, DateOnly? NextOpen) : PeriodStatus;
}
