using System.Runtime.CompilerServices;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Outside;

/// <summary>
/// Stands for an adapter that somebody else runs: handing over is publishing on <c>ledger.erp</c>, which the export's relay does with the
/// event of this very step; what becomes of the document is said by an acknowledgement, over the bus or over HTTP.
/// </summary>
sealed class OutsideAdapter : IErpAdapter
{
    static readonly TimeSpan AskAgain = TimeSpan.FromDays(1);

    OutsideAdapter(TargetSettings settings) => Capabilities = Can(settings);

    /// <summary>Its line in the list.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        ErpTarget.OutsideKind, "an outside adapter on ledger.erp", Tested.ByOthers,
        [
            new SettingRule("maxLines", SettingForm.Number, Required: false, "Most lines of one document; 500 when it is not set."),
            new SettingRule(
                "currencies", SettingForm.Text, Required: false,
                "'per-line' (default), or 'one' for documents of one currency each."),
        ],
        Can, context => new OutsideAdapter(context.Target.Settings));

    /// <inheritdoc/>
    public ErpCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) => [];

    /// <inheritdoc/>
    public Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) =>
        Task.FromResult<PeriodStatus>(PeriodStatus.Open.Instance);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubmitResult>>(
        [.. batch.Documents.Select(submission => HandedOver(submission.Document))]);

    /// <inheritdoc/>
    public Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        Task.FromResult<SubmitResult>(HandedOver(document));

    /// <summary>Nothing was handed over before the step that says so was committed.</summary>
    public Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) =>
        Task.FromResult<FindResult>(FindResult.NotFound.Instance);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ErpBalance>?>(null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // It goes out again every day until somebody says what became of it: a subscriber that was away has missed it.
    static SubmitResult.Accepted HandedOver(PostingDocument document) =>
        new SubmitResult.Accepted(new SubmissionHandle(document.Reference.Value), AskAgain);

    static ErpCapabilities Can(TargetSettings settings) => new()
    {
        Idempotency = Idempotency.UniqueReference,
        Atomicity = Atomicity.PerDocument,
        MaxDocumentsPerCall = 500,
        MaxLinesPerDocument = settings.Number("maxLines", 500),
        Currency = settings.Find("currencies") == "one" ? CurrencyMode.OnePerDocument : CurrencyMode.PerLine,
        ChangesLookBack = TimeSpan.Zero,
        SettleDelay = TimeSpan.Zero,
        Limits = new RateLimitProfile("bus", [], 8, TimeSpan.FromSeconds(1)),
    };
}
