using System.Text;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Adyen;

/// <summary>
/// A PSP reference as it is kept. Older ones are 16 digits, and one in ten of those passes the check of card numbers by chance: kept as
/// it is it would be taken for one everywhere, refused it would lose the payment. So such a reference, and only such a one, is broken by an
/// underscore after every eighth digit. No two references fall into one by that, since Adyen's own have no underscore between digits.
/// </summary>
static class AdyenReference
{
    const int DigitsInRow = 8;

    /// <summary>The reference as it is kept; null stays null.</summary>
    internal static string? Of(string? reference)
    {
        if (reference is null || reference.Length > Reading.CleanText.LengthMax || !CardNumbers.IsIn(reference))
        {
            return reference;
        }

        var kept = new StringBuilder(reference.Length + 4);
        var digits = 0;
        foreach (var letter in reference)
        {
            if (char.IsAsciiDigit(letter) && ++digits > DigitsInRow)
            {
                kept.Append('_');
                digits = 1;
            }
            else if (!char.IsAsciiDigit(letter))
            {
                digits = 0;
            }

            kept.Append(letter);
        }

        return kept.ToString();
    }
}
