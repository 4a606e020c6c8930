using Ledger.Providers;

namespace Ledger.Cli.Shell;

/// <summary>A provider's name on the command line: one that nobody has is refused with the list, since it would find nothing.</summary>
static class ProviderName
{
    /// <summary>All names, with a comma between two.</summary>
    public static string All => string.Join(", ", AllProviders.List.Select(provider => provider.Name));

    /// <summary>True when no provider is called so; false where none is named.</summary>
    public static bool IsUnknown(string? name) => name is not null && Find(name) is null;

    /// <summary>The provider of a name.</summary>
    /// <exception cref="CliError">None is called so.</exception>
    public static IPaymentProvider Of(string name) => Find(name) ?? throw Unknown(name);

    /// <summary>The name, when a provider is called so; null where none is named.</summary>
    /// <exception cref="CliError">None is called so.</exception>
    public static string? Known(string? name) => name is null ? null : Of(name).Name;

    /// <summary>Why the command stops.</summary>
    public static CliError Unknown(string? name) =>
        CliError.WrongUsage($"No provider is called '{name}'.", $"Choose one of: {All}.");

    static IPaymentProvider? Find(string name) => AllProviders.List.FirstOrDefault(provider => provider.Name == name);
}
