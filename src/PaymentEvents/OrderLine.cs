namespace Ledger.PaymentEvents;

/// <summary>
/// What was sold or moved, as far as the message says it. Null is what it does not say: whoever moves stock needs all
/// three and guesses none (R-GW-28).
/// </summary>
/// <param name="Sku">Stock-keeping unit; null when it is not stated.</param>
/// <param name="Quantity">Units, above zero; null when they are not stated.</param>
/// <param name="Location">Where the units lie; null when it is not stated.</param>
public sealed record OrderLine(string? Sku, int? Quantity, string? Location);
