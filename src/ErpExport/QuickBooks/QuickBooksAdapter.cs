using System.Globalization;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>QuickBooks Online: an entry is one call, and posted once it is saved; a repeated request id brings the first answer.</summary>
sealed class QuickBooksAdapter : IErpAdapter
{
    /// <summary>So many entries are under way at once; the pacer counts the rest.</summary>
    const int Parallelism = 4;

    readonly string _realm;
    readonly QuickBooksClient _client;
    readonly QuickBooksCompany _company;
    readonly QuickBooksLookup _lookup;
    readonly QuickBooksChanges _changes;
    readonly QuickBooksSubmission _submission;

    public QuickBooksAdapter(AdapterContext context, ErpCapabilities capabilities, int minorVersion)
    {
        Capabilities = capabilities;
        _realm = context.Target.Settings["realm"];
        var company = new Uri($"{context.Target.Settings["url"].TrimEnd('/')}/v3/company/{Uri.EscapeDataString(_realm)}/");
        var tokens = new Uri(context.Target.Settings["tokenUrl"]);
        _client = new QuickBooksClient(
            context.Http(company, capabilities, $"quickbooks/{_realm}"),
            new QuickBooksTokens(context, context.Http(tokens, capabilities, $"quickbooks/{_realm}/tokens")),
            minorVersion.ToString(CultureInfo.InvariantCulture));
        _company = new QuickBooksCompany(_client);
        _lookup = new QuickBooksLookup(_client, _realm, context.Time);
        _changes = new QuickBooksChanges(_client, _company, _realm, context.Time);
        _submission = new QuickBooksSubmission(_client, _lookup, _company, context.Time);
    }

    /// <inheritdoc/>
    public ErpCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) =>
        QuickBooksValidation.Check(document, _realm, Capabilities.MaxLinesPerDocument);

    /// <inheritdoc/>
    public Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) => _company.PeriodAsync(date, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Documents.Count, Capabilities.MaxDocumentsPerCall, nameof(batch));
        var results = new SubmitResult[batch.Documents.Count];
        SubmitResult.Throttled? throttled = null;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, results.Length), new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct },
            async (n, token) =>
            {
                // Once there are too many calls, what was not begun need not wait here for the pause to end.
                var result = Volatile.Read(ref throttled) ?? await SubmitAsync(batch.Documents[n], token);
                results[n] = result;
                if (result is SubmitResult.Throttled pause)
                {
                    Volatile.Write(ref throttled, new SubmitResult.Throttled(pause.RetryAfter));
                }
            });
        return results;
    }

    /// <inheritdoc/>
    public async Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        await _submission.ResumeAsync(document, ct);

    /// <inheritdoc/>
    public async Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct)
    {
        var (reply, found) = await _lookup.FindAsync(document, ct);
        reply.Require();
        return found switch
        {
            [] => FindResult.NotFound.Instance,
            [var one] => new FindResult.Posted(one),
            _ => new FindResult.Multiple(found),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct) => _changes.ReadAsync(since, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        await _company.BalancesAsync(accounts, through, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<SubmitResult> SubmitAsync(Submission submission, CancellationToken ct) => Validate(submission.Document) is [var first, ..]
        ? new SubmitResult.Rejected(first)
        : await _submission.SubmitAsync(submission, ct);
}
