using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Adapters;

/// <summary>
/// One ERP (or file format) behind one contract. It speaks and reads; it keeps nothing, decides nothing and never retries a write by
/// itself: what it could not find out it answers as unknown, and the delivery finds out.
/// </summary>
/// <remarks>
/// Answers are results, also the ERP's refusals. What escapes as an exception is a fault of ours, but for
/// <see cref="OperationCanceledException"/>; a connection that breaks is caught and told as <see cref="SubmitResult.Unknown"/> by
/// <see cref="SubmitAsync"/> and <see cref="ResumeAsync"/>, and rises as <see cref="ErpAwayException"/> from everything that only reads.
/// </remarks>
public interface IErpAdapter : IAsyncDisposable
{
    /// <summary>What the ERP can do; never changes.</summary>
    ErpCapabilities Capabilities { get; }

    /// <summary>Everything in a document that the ERP would refuse, as far as that is known without asking it.</summary>
    IReadOnlyList<ErpRefusal> Validate(PostingDocument document);

    /// <summary>Whether the ERP takes postings of that day.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct);

    /// <summary>
    /// Hands documents in, at most <see cref="ErpCapabilities.MaxDocumentsPerCall"/> of one run; one result for each, in their order.
    /// </summary>
    Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct);

    /// <summary>
    /// Goes on with what was begun: posts a draft, or asks after a job. Doing it twice does nothing twice: what is posted already is
    /// told as posted.
    /// </summary>
    Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct);

    /// <summary>
    /// Posts several drafts, at most <see cref="ErpCapabilities.MaxDraftsPerCall"/>; one result for each, in their order.
    /// </summary>
    async Task<IReadOnlyList<SubmitResult>> ResumeAllAsync(IReadOnlyList<Begun> begun, CancellationToken ct) =>
        await Task.WhenAll(begun.Select(each => ResumeAsync(each.Document, each.Handle, ct)));

    /// <summary>Looks a document up by its reference.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct);

    /// <summary>
    /// What was changed since a moment of the ERP's own clock, ours and others', oldest first, in pages; the caller has already taken
    /// the overlap off, and may see a change more than once.
    /// </summary>
    /// <param name="since">The ERP's clock; null for everything that it still tells.</param>
    /// <param name="ct">Stops reading.</param>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct);

    /// <summary>
    /// Debits and credits of accounts as the ERP holds them, of posted documents only, up to and with a day; null when it cannot be
    /// asked for that.
    /// </summary>
    /// <param name="company">The ERP's code of the company.</param>
    /// <param name="accounts">The ERP's codes of the accounts.</param>
    /// <param name="through">Last day; null for all days.</param>
    /// <param name="ct">Stops reading.</param>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct);
}
