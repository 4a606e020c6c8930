using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence;
using Ledger.Evidence.Keeping;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Archive;

/// <summary>A customer on the command line: the provider's id of it, which is hashed at once.</summary>
sealed class SubjectOptions(bool required)
{
    readonly Option<string?> _account = new("--account")
    {
        Description = "The provider's account whose customer it is; without it every account that the archive knows customers of.",
    };

    /// <summary>The provider's customer id.</summary>
    public Option<string?> Subject { get; } = new("--subject") { Description = "The provider's id of a customer.", Required = required };

    /// <summary>The provider.</summary>
    public Option<string?> Provider { get; } = new("--provider") { Description = "Of this provider.", Required = required };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(Subject);
        command.Options.Add(Provider);
        command.Options.Add(_account);
        return command;
    }

    /// <summary>The customer that was given, once for each account; none when none was given.</summary>
    public async Task<IReadOnlyList<ArchivedSubject>> ReadAsync(CommandContext context, Erasure erasure, CancellationToken ct)
    {
        if (context.Get(Subject) is not { } customer)
        {
            return [];
        }

        if (string.IsNullOrWhiteSpace(customer) || context.Get(Provider) is not { Length: > 0 } provider)
        {
            throw CliError.WrongUsage("--subject needs an id and --provider: ids are the provider's own.", "Name both.");
        }

        ProviderName.Known(provider);
        var accounts = context.Get(_account) is { Length: > 0 } account ? [account] : await erasure.AccountsAsync(provider, ct);
        return accounts.Count > 0
            ? [.. accounts.Select(each => new ArchivedSubject(provider, each, NamedCustomer.Of(provider, each, customer).Sha256))]
            : throw CliError.No(
                "SUBJECT_NOT_FOUND", $"The archive knows no customer of {provider}.",
                "Check the provider's name, or give --account for one that is still to come.");
    }
}
