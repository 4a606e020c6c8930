using System.CommandLine.Parsing;

namespace Ledger.Cli.Shell;

/// <summary>What is wrong with a command line, told without a name of a .NET type.</summary>
static class UsageText
{
    /// <summary>One sentence.</summary>
    public static string Of(ParseError error)
    {
        var (type, name) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.ValueType, option.Option.Name),
            ArgumentResult { Parent: OptionResult option } => (option.Option.ValueType, option.Option.Name),
            ArgumentResult argument => (argument.Argument.ValueType, argument.Argument.Name),
            _ => (null, ""),
        };
        return type is not null && error.Message.Contains($"'{type}'", StringComparison.Ordinal)
            ? $"{name} '{string.Join(' ', error.SymbolResult!.Tokens.Select(token => token.Value))}' is {Not(type)}."
            : error.Message;
    }

    static string Not(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "no whole number, or one that is too large",
        TypeCode.Double => "no number",
        _ when (Nullable.GetUnderlyingType(type) ?? type) == typeof(Guid) =>
            "no id of the form 019363f0-5a6b-7c8d-9e0f-1a2b3c4d5e6f (a UUID)",
        _ => "nothing that it takes",
    };
}
