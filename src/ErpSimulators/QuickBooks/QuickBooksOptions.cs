namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>How a simulated company is set up.</summary>
public sealed record QuickBooksOptions
{
    /// <summary>The company's number, which stands in every address.</summary>
    public string Realm { get; init; } = "9130350000000001";

    /// <summary>The app's id.</summary>
    public string ClientId { get; init; } = "simulated-client";

    /// <summary>The app's secret.</summary>
    public string ClientSecret { get; init; } = "simulated-client-word";

    /// <summary>The refresh token that a person's login has brought.</summary>
    public string FirstRefreshToken { get; init; } = "refresh-by-hand";

    /// <summary>The company's own currency.</summary>
    public string HomeCurrency { get; init; } = "USD";

    /// <summary>Other currencies that it takes; none when multicurrency is off.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = ["EUR", "JPY", "CAD"];

    /// <summary>In which of its known forms it says that the books are closed.</summary>
    public ClosedBooksFault ClosedBooks { get; init; } = ClosedBooksFault.Code5010;

    /// <summary>False when the preferences do not tell the closing date.</summary>
    public bool TellsClosingDate { get; init; } = true;

    /// <summary>True when the company's setting refuses numbers that are used already.</summary>
    public bool RefusesDuplicateNumbers { get; init; }

    /// <summary>True when a repeated request id brings a refusal again as well, as the documents may be read.</summary>
    public bool ReplaysRefusals { get; init; } = true;

    /// <summary>How late an entry shows itself to queries and to change data capture.</summary>
    public TimeSpan ReadLag { get; init; }

    /// <summary>Most calls in a minute; 500 in the documents.</summary>
    public int CallsPerMinute { get; init; } = 500;

    /// <summary>Most calls in a second; 10 in the documents.</summary>
    public int CallsPerSecond { get; init; } = 10;

    /// <summary>The chart.</summary>
    public IReadOnlyList<QuickBooksAccount> Accounts { get; init; } =
    [
        new("35", "Checking", "Bank"),
        new("36", "Savings", "Bank"),
        new("90", "Processor clearing", "Other Current Asset"),
        new("84", "Accounts Receivable (A/R)", "Accounts Receivable"),
        new("33", "Accounts Payable (A/P)", "Accounts Payable"),
        new("79", "Sales of Product Income", "Income"),
        new("9", "Bank Charges", "Expense"),
        new("98", "Old clearing", "Other Current Asset", IsActive: false),
    ];

    /// <summary>Where it listens; by default on a free port of the loopback.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>
    /// Path of the file in which it keeps what was carried out, to go on from there when it is started again; null for memory alone.
    /// </summary>
    public string? LogFile { get; init; }

    /// <summary>Told of each fault that is met, for people; null for nobody.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The known forms of the refusal for closed books.</summary>
public enum ClosedBooksFault
{
    /// <summary>Code 5010, as python-quickbooks issue 208 shows it.</summary>
    Code5010,

    /// <summary>Code 6200, as the list of error codes has it.</summary>
    Code6200,

    /// <summary>Code 6210, with a password on the closing date.</summary>
    Code6210,
}
