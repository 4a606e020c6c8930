using System.Text;
using Ledger.Accounting;

namespace Ledger.Reporting.Exporting;

/// <summary>What a tool calls the accounts, worked out once each.</summary>
sealed class AccountNames(IPlainTextFormat format, ChartOfAccounts chart)
{
    readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Name of the account with this code.</summary>
    public string this[string code]
    {
        get
        {
            if (!_names.TryGetValue(code, out var name))
            {
                chart.TryFind(code, out var account);
                _names[code] = name = format.NameOf(code, account);
            }

            return name;
        }
    }

    /// <summary>Letters and digits of a text; whatever else stands between them becomes one separator.</summary>
    public static string Words(string text, char separator)
    {
        var words = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                words.Append(c);
            }
            else if (words.Length > 0 && words[^1] != separator)
            {
                words.Append(separator);
            }
        }

        return words.ToString().TrimEnd(separator);
    }
}
