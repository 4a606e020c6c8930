using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Odoo;

/// <summary>Odoo 19 and later through its JSON-2 interface. Field table and sources: the README beside this file.</summary>
public sealed class OdooAdapter : IErpAdapter
{
    /// <summary>The dimension that becomes an analytic distribution; the only one there is.</summary>
    internal const string AnalyticDimension = "Analytic";

    const int LinesMax = 500;

    // Odoo keeps and tells amounts as IEEE 754 binary64: beyond 15 digits a decimal number does not come back as it went.
    const int DigitsMax = 15;

    // An answer we no longer wait for may still be worked on until Odoo kills the request: `limit_time_real`, 120 s as delivered.
    static readonly TimeSpan RequestLifetime = TimeSpan.FromSeconds(120);

    readonly ErpHttp _http;
    readonly OdooDelivery _delivery;
    readonly OdooChanges _changes;
    readonly OdooPeriods _periods;
    readonly OdooBalances _balances;
    readonly OdooMasterRecords _master;

    OdooAdapter(AdapterContext context)
    {
        var settings = context.Target.Settings;
        Capabilities = CapabilitiesOf(settings);
        var address = new Uri(settings["url"].TrimEnd('/') + "/", UriKind.Absolute);
        _http = context.Http(address, Capabilities, $"odoo/{address.Authority}/{settings["database"]}");
        var client = new OdooClient(_http, settings["database"], settings["apiKey"], Capabilities.Limits.DefaultRetryAfter);
        _master = new OdooMasterRecords(client);
        var moves = new OdooMoves(client, _master);
        _periods = new OdooPeriods(client);
        _delivery = new OdooDelivery(client, _master, moves, _periods);
        _changes = new OdooChanges(moves);
        _balances = new OdooBalances(client, _master);
    }

    /// <summary>How the file of targets names it.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "odoo", "Odoo 19 (JSON-2)", Tested.AgainstSimulator,
        [
            new("url", SettingForm.Address, Required: true, "Address of the Odoo server, such as https://mycompany.odoo.com."),
            new("database", SettingForm.Text, Required: true, "Name of the database."),
            new("apiKey", SettingForm.Secret, Required: true, "API key of the user that posts; it lives three months at most."),
            new("callsPerSecond", SettingForm.Number, Required: false, "Most calls a second; 1 unless set, as Odoo Online asks."),
            new("concurrency", SettingForm.Number, Required: false, "Most calls at once; 1 unless set, as Odoo Online asks."),
        ],
        CapabilitiesOf, context => new OdooAdapter(context));

    /// <inheritdoc/>
    public ErpCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) =>
    [
        .. document.Company.Length == 0 ? Field("The document names no company.") : [],
        .. document.Journal.Length == 0 ? Field("The document names no journal; Odoo posts into one.") : [],
        .. document.Lines.Count > LinesMax ? Field($"{document.Lines.Count} lines, and at most {LinesMax} are sent.") : [],
        .. document.Lines.SelectMany(line => RefusalsOf(document, line)),
        .. Imbalance(document),
    ];

    /// <inheritdoc/>
    public async Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) =>
        await _master.CompanyAsync(company, ct) is { } found
            ? (await _periods.LocksAsync(found.Id, ct)).StatusOf(date, OdooJournal.General)
            : PeriodStatus.Open.Instance;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct) => _delivery.SubmitAsync(batch, ct);

    /// <inheritdoc/>
    public Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct) =>
        _delivery.ResumeAsync(document, handle, ct);

    /// <inheritdoc/>
    public Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) => _delivery.FindAsync(document, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct) => _changes.ReadAsync(since, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        _balances.ReadAsync(company, accounts, through, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    static ErpCapabilities CapabilitiesOf(TargetSettings settings) => new()
    {
        Idempotency = Idempotency.SearchFirst,
        Atomicity = Atomicity.PerDocument,
        TwoStepPosting = true,
        MaxDocumentsPerCall = 20,
        MaxLinesPerDocument = LinesMax,
        Currency = CurrencyMode.PerLine,
        SettleDelay = RequestLifetime,
        Limits = new RateLimitProfile(
            "database", [new RateWindow(settings.Number("callsPerSecond", 1), TimeSpan.FromSeconds(1))],
            settings.Number("concurrency", 1), TimeSpan.FromSeconds(10)),
    };

    static IEnumerable<ErpRefusal> RefusalsOf(PostingDocument document, DocumentLine line)
    {
        if (line.Amount.Currency != document.HomeCurrency && line.HomeAmount is null)
        {
            yield return new ErpRefusal(
                ErpReason.FieldInvalid, $"Line {line.Number}: {line.Amount} has no amount in {document.HomeCurrency} beside it.");
        }

        foreach (var name in line.Dimensions.Keys.Where(name => name != AnalyticDimension))
        {
            yield return new ErpRefusal(
                ErpReason.FieldInvalid, $"Line {line.Number}: Odoo has no dimension '{name}'; it has '{AnalyticDimension}'.");
        }

        foreach (var amount in new[] { line.Amount, line.InHomeCurrency }.Distinct().Where(amount => IsTooLong(amount)))
        {
            yield return new ErpRefusal(
                ErpReason.FieldInvalid, $"Line {line.Number}: {amount} has more than the {DigitsMax} digits that Odoo keeps exactly.");
        }
    }

    static bool IsTooLong(Money amount) => Money.Format(amount.MinorUnits, 0).Length > DigitsMax;

    static ErpRefusal[] Imbalance(PostingDocument document)
    {
        var left = document.Lines.Sum(line => line.Side == Side.Debit ? line.InHomeCurrency.MinorUnits : -line.InHomeCurrency.MinorUnits);
        return left == 0
            ? []
            : [new ErpRefusal(
                ErpReason.Unbalanced, $"Debits less credits are {new Money(left, document.HomeCurrency)} in the company's own currency.")];
    }

    static ErpRefusal[] Field(string detail) => [new ErpRefusal(ErpReason.FieldInvalid, detail)];
}
