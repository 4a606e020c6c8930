namespace Ledger.Cli.Demo.Messages;

/// <summary>
/// What a provider sends about a payment, in its own words, and beside each message what a person who follows the payment reads in it: this
/// knows nothing of how the product translates or posts. A message that the provider does not have is an empty list.
/// </summary>
interface IProviderMessages
{
    /// <summary>The provider's name in addresses.</summary>
    string Provider { get; }

    /// <summary>Currencies that the demo trades in there.</summary>
    IReadOnlyList<DemoCurrency> Currencies { get; }

    /// <summary>
    /// True when messages state the lines of the order; where they do not, the shop keeps a cart until the payment takes it over.
    /// </summary>
    bool StatesLines { get; }

    /// <summary>True when a message's facts are read from the provider's API: it is read once, however often it comes.</summary>
    bool IsRead { get; }

    /// <summary>An amount is authorised.</summary>
    IReadOnlyList<Said> Authorized(SoldPayment payment);

    /// <summary>The authorization is cancelled.</summary>
    IReadOnlyList<Said> Voided(SoldPayment payment);

    /// <summary>The payment is declined.</summary>
    IReadOnlyList<Said> Failed(SoldPayment payment);

    /// <summary>The whole amount is captured.</summary>
    IReadOnlyList<Said> Captured(SoldPayment payment);

    /// <summary>A part of it is given back.</summary>
    IReadOnlyList<Said> Refunded(SoldPayment payment, string refund, long amount);

    /// <summary>The cardholder disputes all of it.</summary>
    IReadOnlyList<Said> Disputed(SoldPayment payment, string dispute);

    /// <summary>The dispute ends.</summary>
    IReadOnlyList<Said> DisputeEnded(SoldPayment payment, string dispute, bool won);

    /// <summary>Money goes to our bank and arrives there.</summary>
    IReadOnlyList<Said> PaidOut(string payout, long amount, DemoCurrency currency, long at);
}

/// <summary>A message and what it says.</summary>
/// <param name="Type">The provider's name of it.</param>
/// <param name="Body">The exact bytes, before they are signed.</param>
/// <param name="Facts">What it states.</param>
sealed record Said(string Type, byte[] Body, params IReadOnlyList<ExpectedFact> Facts);
