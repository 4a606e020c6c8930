using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>QuickBooks Online, as the file of targets names it.</summary>
static class QuickBooksKind
{
    /// <summary>Newest set of fields that the adapter was written for, when the target names none.</summary>
    const int MinorVersionDefault = 75;

    // The documents say 10 a second and 500 a minute. What leaves evenly does not arrive evenly, and the customer's other apps share the
    // company's 500: so a little less, and no burst of a whole second's calls, which would arrive together with the next.
    static readonly ErpCapabilities Capabilities = new()
    {
        Idempotency = Idempotency.ReplayKey,
        Atomicity = Atomicity.PerDocument,
        MaxDocumentsPerCall = 10,
        MaxLinesPerDocument = 1000,
        Currency = CurrencyMode.OnePerDocument,
        ReferenceMaxLength = QuickBooksLimit.DocNumber,
        ChangesLookBack = null,
        CallTimeout = TimeSpan.FromSeconds(125), // The server gives up after 120: only then nothing can come of the call any more.
        Limits = new RateLimitProfile(
            "realm",
            [new RateWindow(2, TimeSpan.FromMilliseconds(250)), new RateWindow(450, TimeSpan.FromMinutes(1))],
            MaxConcurrency: 8,
            DefaultRetryAfter: TimeSpan.FromSeconds(60)),
    };

    /// <summary>The line for <see cref="AllErpAdapters"/>.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "quickbooks",
        "QuickBooks Online (API v3)",
        Tested.AgainstSimulator,
        [
            new("url", SettingForm.Address, true, "Address of the API, such as https://quickbooks.api.intuit.com"),
            new("tokenUrl", SettingForm.Address, true, "Address of the token endpoint of the same environment"),
            new("realm", SettingForm.Text, true, "Number of the company; also the company's code in the mapping"),
            new("clientId", SettingForm.Text, true, "Id of the app"),
            new("clientSecret", SettingForm.Secret, true, "Secret of the app"),
            new("refreshToken", SettingForm.Secret, true, "The refresh token that a person's login has brought; later ones are kept"),
            new("minorVersion", SettingForm.Number, false, "Version of the fields of the API; 75 when it is left out"),
        ],
        _ => Capabilities,
        context => new QuickBooksAdapter(context, Capabilities, context.Target.Settings.Number("minorVersion", MinorVersionDefault)));
}
