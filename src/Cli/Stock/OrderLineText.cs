using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Stock;

/// <summary>Order lines as they are written on a command line: <c>SKU=QUANTITY@LOCATION</c>.</summary>
static class OrderLineText
{
    /// <summary>The option <c>--line</c>, which may stand several times.</summary>
    public static Option<OrderLine[]> Option(string description, bool required = false) => new("--line")
    {
        Description = $"{description} SKU=QUANTITY@LOCATION; may be given several times.",
        Required = required,
        CustomParser = Parse,
        DefaultValueFactory = _ => [],
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    };

    /// <summary>Reads a line; null when it is none.</summary>
    public static OrderLine? Read(string text)
    {
        var at = text.LastIndexOf('@');
        var equals = at < 0 ? -1 : text.LastIndexOf('=', at);
        return equals > 0 && at < text.Length - 1
            && int.TryParse(text[(equals + 1)..at], NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units > 0
            ? new OrderLine(text[..equals], units, text[(at + 1)..])
            : null;
    }

    static OrderLine[] Parse(ArgumentResult result)
    {
        var lines = new List<OrderLine>();
        foreach (var token in result.Tokens)
        {
            if (Read(token.Value) is { } line)
            {
                lines.Add(line);
            }
            else
            {
                result.AddError($"'{token.Value}' is no line of the form SKU=QUANTITY@LOCATION, such as TEA-1=2@ZRH.");
            }
        }

        return [.. lines];
    }
}
