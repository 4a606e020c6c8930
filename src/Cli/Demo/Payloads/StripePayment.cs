using Ledger.Cli.Demo.Stock;

namespace Ledger.Cli.Demo.Payloads;

/// <summary>One payment as its payloads show it at a moment.</summary>
sealed record StripePayment
{
    /// <summary>Id of the payment intent.</summary>
    public required string Intent { get; init; }

    /// <summary>Id of the charge.</summary>
    public required string Charge { get; init; }

    /// <summary>Id of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>Merchant's order reference, in the metadata.</summary>
    public required string Order { get; init; }

    /// <summary>What was ordered, in the metadata.</summary>
    public required IReadOnlyList<SoldLine> Lines { get; init; }

    /// <summary>Where it is sold from.</summary>
    public required string Location { get; init; }

    /// <summary>Currency.</summary>
    public required DemoCurrency Currency { get; init; }

    /// <summary>Amount authorised, in minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>Amount captured, in minor units.</summary>
    public long Captured { get; init; }

    /// <summary>Id of the charge's balance transaction; null until captured.</summary>
    public string? BalanceTransaction { get; init; }

    /// <summary>Processing fee, in minor units.</summary>
    public long Fee { get; init; }

    /// <summary>When the payment began, Unix seconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>True when capture is a request of its own.</summary>
    public bool ManualCapture { get; init; }

    /// <summary>True when the charge was declined.</summary>
    public bool Declined { get; init; }
}
