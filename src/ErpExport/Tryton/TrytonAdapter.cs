using System.Collections.Concurrent;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// Tryton over JSON-RPC: a move is made as a draft, then posted by a second call. It would make a second one of the same reference, so
/// the reference is searched before. Fields, rules and their sources are in README.md.
/// </summary>
public sealed class TrytonAdapter : IErpAdapter
{
    readonly TrytonRpc _rpc;
    readonly TrytonMoves _moves;
    readonly TrytonPeriods _periods;
    readonly TrytonCreation _creation;
    readonly TrytonPosting _posting;
    readonly TrytonChanges _changes;

    TrytonAdapter(AdapterContext context)
    {
        var settings = context.Target.Settings;
        Capabilities = CapabilitiesOf(settings);
        var address = new Uri($"{settings["url"].TrimEnd('/')}/");
        var database = settings["database"];
        _rpc = new TrytonRpc(
            context.Http(address, Capabilities, $"tryton/{address.Authority}/{database}"),
            database, settings["user"], settings["password"], Capabilities.Limits.DefaultRetryAfter);
        _moves = new TrytonMoves(_rpc);
        _periods = new TrytonPeriods(_rpc);
        var fresh = new ConcurrentDictionary<long, byte>();
        _creation = new TrytonCreation(_rpc, _moves, _periods, fresh);
        _posting = new TrytonPosting(_rpc, _moves, fresh);
        _changes = new TrytonChanges(_rpc, _moves);
    }

    /// <summary>The line in the list of ERPs.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "tryton", "Tryton 6.0", Tested.AgainstTheProduct,
        [
            new SettingRule("url", SettingForm.Address, Required: true, "Address of the server, without the database."),
            new SettingRule("database", SettingForm.Text, Required: true, "Name of the database."),
            new SettingRule("user", SettingForm.Text, Required: true, "Login of a user of the group Account, in the companies posted to."),
            new SettingRule("password", SettingForm.Secret, Required: true, "Where that user's password lies."),
            new SettingRule("limitConcurrency", SettingForm.Number, Required: false, "Most calls under way; 1 unless said."),
        ],
        CapabilitiesOf, context => new TrytonAdapter(context));

    /// <inheritdoc/>
    public ErpCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) => TrytonRules.Of(document);

    /// <inheritdoc/>
    public async Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) =>
        await TrytonDirectory.CompanyAsync(_rpc, company, ct) is { } id
            ? (await _periods.OfAsync(id, date, ct)).Status
            : PeriodStatus.Open.Instance; // That there is no such company is said of each document, by name.

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct) =>
        _creation.SubmitAsync([.. batch.Documents.Select(submission => submission.Document)], ct);

    /// <inheritdoc/>
    public async Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        (await _posting.PostAsync([new Begun(document, handle)], ct))[0];

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubmitResult>> ResumeAllAsync(IReadOnlyList<Begun> begun, CancellationToken ct) =>
        _posting.PostAsync(begun, ct);

    /// <inheritdoc/>
    public async Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) =>
        (await _moves.OfReferencesAsync([document.Reference], ct))[document.Reference.Value].ToList() switch
        {
            [] => FindResult.NotFound.Instance,
            [{ IsPosted: true } move] => new FindResult.Posted(move.Document),
            [var move] => new FindResult.Draft(move.Document),
            var several => new FindResult.Multiple([.. several.Select(move => move.Document)]),
        };

    /// <inheritdoc/>
    public IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct) => _changes.ReadAsync(since, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        await TrytonDirectory.CompanyAsync(_rpc, company, ct) is { } id
            ? await TrytonBalances.ReadAsync(_rpc, id, accounts, through, ct)
            : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        return ValueTask.CompletedTask;
    }

    static ErpCapabilities CapabilitiesOf(TargetSettings settings) => new()
    {
        Idempotency = Idempotency.SearchFirst,
        Atomicity = Atomicity.PerDocument,
        TwoStepPosting = true,
        MaxDocumentsPerCall = 20,
        MaxDraftsPerCall = 20,
        MaxLinesPerDocument = TrytonRules.LinesMax,
        Currency = CurrencyMode.PerLine,
        CallTimeout = TimeSpan.FromMinutes(1),

        // A call that we no longer wait for may still be worked on for as long again.
        SettleDelay = TimeSpan.FromMinutes(1),
        Limits = new RateLimitProfile("database", [], settings.Number("limitConcurrency", 1), TimeSpan.FromSeconds(10)),
    };
}
