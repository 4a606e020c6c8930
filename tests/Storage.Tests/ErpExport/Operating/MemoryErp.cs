using System.Runtime.CompilerServices;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>A small ERP in memory, for what people ask it: documents by their reference, and balances.</summary>
/// <param name="currency">Which currencies it takes.</param>
/// <param name="home">The currency that it keeps its books in; null when it keeps each by itself.</param>
sealed class MemoryErp(CurrencyMode currency = CurrencyMode.PerLine, string? home = null) : IErpAdapter
{
    readonly List<ErpDocument> _documents = [];
    int _last;

    public ErpCapabilities Capabilities { get; } = new()
    {
        Idempotency = Idempotency.SearchFirst,
        Atomicity = Atomicity.PerDocument,
        Currency = currency,
        MaxLinesPerDocument = 500,
        Limits = RateLimitProfile.OneAtATime,
    };

    /// <summary>The codes that it refuses documents for.</summary>
    public HashSet<string> UnknownAccounts { get; } = new(StringComparer.Ordinal);

    public bool TellsBalances { get; set; } = true;

    /// <summary>What it tells as changed since a moment; null for all its documents, without a moment.</summary>
    public Func<DateTimeOffset?, IEnumerable<ErpChangePage>>? Changes { get; set; }

    /// <summary>False while it does not find what it tells as changes.</summary>
    public bool Finds { get; set; } = true;

    /// <summary>How far it says that its changes are told.</summary>
    public DateTimeOffset? Through { get; set; }

    /// <summary>From when changes were asked for, each time.</summary>
    public List<DateTimeOffset?> Asked { get; } = [];

    /// <summary>Puts another document in the place of the last one that was posted.</summary>
    public void Change(Func<ErpDocument, ErpDocument> change) => _documents[^1] = change(_documents[^1]);

    /// <summary>Posts what a document says, or something like it.</summary>
    public ErpDocument Post(PostingDocument document, ErpDocumentState state = ErpDocumentState.Posted, long more = 0)
    {
        var posted = new ErpDocument
        {
            ErpId = $"{++_last}",
            Number = $"GL{_last:000}",
            Reference = document.Reference.Value,
            State = state,
            Company = document.Company,
            Date = document.Date,
            Lines = [.. document.Lines.Select(line => new ErpDocumentLine(
                line.Account, line.Side, home is null ? new Money(line.Amount.MinorUnits + more, line.Amount.Currency)
                    : InHome(line, more)))],
            Version = "1",
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
        _documents.Add(posted);
        return posted;
    }

    /// <summary>Posts something of one's own.</summary>
    public ErpDocument PostForeign(string account, string contra, Money amount)
    {
        var posted = new ErpDocument
        {
            ErpId = $"F{++_last}",
            State = ErpDocumentState.Posted,
            Company = "1",
            Date = new DateOnly(2026, 11, 22),
            Lines = [new ErpDocumentLine(account, Side.Debit, amount), new ErpDocumentLine(contra, Side.Credit, amount)],
            Version = "1",
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
        _documents.Add(posted);
        return posted;
    }

    /// <summary>Sets a document right: it says what was sent.</summary>
    public void Mend(PostingDocument document)
    {
        var n = _documents.FindIndex(there => there.Reference == document.Reference.Value);
        _documents[n] = _documents[n] with
        {
            Lines = [.. document.Lines.Select(line => new ErpDocumentLine(line.Account, line.Side, line.Amount))],
        };
    }

    /// <summary>Takes everything under a reference away.</summary>
    public void Delete(DocumentReference reference) => _documents.RemoveAll(document => document.Reference == reference.Value);

    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) =>
        [.. document.Lines.Where(line => UnknownAccounts.Contains(line.Account))
            .Select(line => new ErpRefusal(ErpReason.MasterDataMissing, $"There is no account {line.Account}."))];

    public Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) =>
        Task.FromResult<FindResult>(_documents.Where(there => Finds && there.Reference == document.Reference.Value).ToList() switch
        {
            [] => FindResult.NotFound.Instance,
            [{ State: ErpDocumentState.Draft } draft] => new FindResult.Draft(draft),
            [var one] => new FindResult.Posted(one),
            var several => new FindResult.Multiple(several),
        });

    public Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ErpBalance>?>(TellsBalances
            ? [.. _documents.Where(document => document.State == ErpDocumentState.Posted && (through is null || document.Date <= through))
                .SelectMany(document => document.Lines).Where(line => accounts.Contains(line.Account))
                .GroupBy(line => (line.Account, line.Amount.Currency))
                .Select(group => new ErpBalance(
                    group.Key.Account, null, null,
                    new Money(group.Sum(line => line.Side == Side.Debit ? line.Amount.MinorUnits : -line.Amount.MinorUnits),
                        group.Key.Currency)))]
            : null);

    public async IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        Asked.Add(since);
        foreach (var page in Changes?.Invoke(since) ?? [new ErpChangePage([.. _documents], Through)])
        {
            yield return page;
        }
    }

    public Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) =>
        Task.FromResult<PeriodStatus>(PeriodStatus.Open.Instance);

    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubmitResult>>(
        [.. batch.Documents.Select(submission => Posted(Post(submission.Document)))]);

    public Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        Task.FromResult<SubmitResult>(Posted(Post(document)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Where it is not told, it works the amount out at the rate it is told, and cuts what is below a minor unit.
    Money InHome(DocumentLine line, long more)
    {
        var own = Currency.Parse(home!);
        if (line.InHomeCurrency.Currency == own)
        {
            return new Money(line.InHomeCurrency.MinorUnits + more, own);
        }

        var units = line.Amount.MinorUnits * line.Rate!.Value;
        for (var exponent = line.Amount.Currency.Exponent; exponent != own.Exponent; exponent += exponent < own.Exponent ? 1 : -1)
        {
            units = exponent < own.Exponent ? units * 10m : units / 10m;
        }

        return new Money((long)decimal.Truncate(units) + more, own);
    }

    static SubmitResult.Posted Posted(ErpDocument there) => new(there.ErpId, there.Number, there.Date);
}
