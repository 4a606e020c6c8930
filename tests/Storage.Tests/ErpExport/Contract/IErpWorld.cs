using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>
/// One ERP as the contract suite sees it: a simulator, or the product itself. What it says about the inside of the ERP it must not ask
/// the adapter for.
/// </summary>
public interface IErpWorld : IAsyncDisposable
{
    /// <summary>Kind of the adapter.</summary>
    string Kind { get; }

    /// <summary>What of the suite this ERP can be put through; a case that asks for more is skipped with its reason.</summary>
    ErpWorldTraits Traits { get; }

    /// <summary>The line between adapter and ERP; null for file formats.</summary>
    FaultyErpLine? Line { get; }

    /// <summary>True for the request that makes a document, or a draft of one.</summary>
    bool IsCreate(ErpRequest request);

    /// <summary>True for the request that posts a draft; of an ERP that posts in one step there is none.</summary>
    bool IsPost(ErpRequest request);

    /// <summary>An adapter as a process that has just started makes it: nothing is remembered from the one before.</summary>
    IErpAdapter NewAdapter();

    /// <summary>
    /// A document that the ERP takes: 100.00 of the home currency from one account to another, dated in an open period. Each call
    /// another reference.
    /// </summary>
    PostingDocument NewDocument();

    /// <summary>
    /// The same with lines of its own; accounts are <see cref="DebitAccount"/> and <see cref="CreditAccount"/>. Lines in another currency
    /// than <see cref="Home"/> carry the home amount and the rate where this ERP takes them.
    /// </summary>
    PostingDocument NewDocument(DateOnly date, params (Side Side, Money Amount)[] lines);

    /// <summary>The ERP's code of an account that takes postings.</summary>
    string DebitAccount { get; }

    /// <summary>The ERP's code of another.</summary>
    string CreditAccount { get; }

    /// <summary>The company's own currency.</summary>
    Currency Home { get; }

    /// <summary>A currency that it takes beside its own; null when it takes none.</summary>
    Currency? Foreign { get; }

    /// <summary>A day in an open period, and one in a period that <see cref="ClosePeriodAsync"/> closes.</summary>
    DateOnly OpenDay { get; }

    /// <summary>See <see cref="OpenDay"/>.</summary>
    DateOnly ClosingDay { get; }

    /// <summary>All documents that the ERP holds under a reference, drafts included, deleted ones not.</summary>
    Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference);

    /// <summary>Closes the period of <see cref="ClosingDay"/>, or opens it again.</summary>
    Task ClosePeriodAsync(bool closed);

    /// <summary>A bookkeeper changes the document in the ERP, as far as it lets them.</summary>
    Task EditAsync(DocumentReference reference);

    /// <summary>A bookkeeper deletes it.</summary>
    Task DeleteAsync(DocumentReference reference);

    /// <summary>A bookkeeper reverses it.</summary>
    Task ReverseAsync(DocumentReference reference);

    /// <summary>A bookkeeper posts a document of their own over the two accounts, 7.00 of the home currency.</summary>
    Task PostForeignAsync();

    /// <summary>A bookkeeper posts a second document with the reference of one that is posted, 100.00 of the home currency.</summary>
    Task CopyAsync(DocumentReference reference);

    /// <summary>The access token stops working now, though its time is not over.</summary>
    Task EndSessionAsync();

    /// <summary>The clock that the adapter goes by is moved on; see <see cref="ContractClock"/>.</summary>
    void Advance(TimeSpan by);
}

/// <summary>What an ERP can be put through.</summary>
[Flags]
public enum ErpWorldTraits
{
    /// <summary>Nothing but the plain cases.</summary>
    None = 0,

    /// <summary>It is reached over HTTP: lines break, calls are throttled.</summary>
    Http = 1,

    /// <summary>Periods can be closed.</summary>
    Periods = 2,

    /// <summary>A posted document can be edited.</summary>
    Edits = 4,

    /// <summary>A posted document can be deleted.</summary>
    Deletes = 8,

    /// <summary>A posted document can be reversed, and shows it.</summary>
    Reverses = 16,

    /// <summary>Others post there too, and their documents are told as changes.</summary>
    Foreign = 32,

    /// <summary>It has sessions or tokens that end.</summary>
    Sessions = 64,

    /// <summary>It tells balances.</summary>
    Balances = 128,

    /// <summary>It takes documents in and says later what became of them.</summary>
    Accepts = 256,
}
