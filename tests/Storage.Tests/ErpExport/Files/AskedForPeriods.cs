using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>An adapter beside which something happens when it is first asked for a period: between the look at documents and their sending.</summary>
sealed class AskedForPeriods(IErpAdapter inner, Func<Task> meanwhile) : IErpAdapter
{
    bool _asked;

    public ErpCapabilities Capabilities => inner.Capabilities;

    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) => inner.Validate(document);

    public async Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct)
    {
        if (!_asked)
        {
            _asked = true;
            await meanwhile();
        }

        return await inner.GetPeriodAsync(company, date, ct);
    }

    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct) => inner.SubmitAsync(batch, ct);

    public Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        inner.ResumeAsync(document, handle, ct);

    public Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) => inner.FindAsync(document, ct);

    public IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct) => inner.ReadChangesAsync(since, ct);

    public Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        inner.ReadBalancesAsync(company, accounts, through, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
