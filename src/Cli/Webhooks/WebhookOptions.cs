using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Providers;

namespace Ledger.Cli.Webhooks;

/// <summary>What <c>webhooks sign</c> and <c>send</c> have in common: whose body, signed with what, when.</summary>
sealed class WebhookOptions
{
    readonly Argument<string> _file = new("file")
    {
        Description = "The body, sent byte for byte; - reads standard input.",
    };

    readonly Option<string> _provider = new("--provider")
    {
        Description = $"Who would send it: {ProviderName.All}.",
        DefaultValueFactory = _ => AllProviders.List[0].Name,
    };

    readonly Option<string> _endpoint = new("--endpoint")
    {
        Description = "The endpoint whose secret signs.",
        DefaultValueFactory = _ => "default",
    };

    readonly Option<string?> _secret = new("--secret") { Description = "The signing secret itself." };

    readonly Option<string?> _secretsFile = new("--secrets-file")
    {
        Description = "The secrets file; without it LEDGER_SECRETS, else that of the local stack.",
    };

    readonly Option<long?> _timestamp = new("--timestamp")
    {
        Description = "Signed as if at this Unix time in seconds; without it, now.",
    };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Arguments.Add(_file);
        foreach (var option in new Option[] { _provider, _endpoint, _secret, _secretsFile, _timestamp })
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>Reads what was given.</summary>
    public async Task<SignedWebhook> ReadAsync(CommandContext context, CancellationToken ct)
    {
        var provider = ProviderName.Of(context.Get(_provider)!);
        var endpoint = context.Get(_endpoint)!;
        var secret = context.Get(_secret) ?? SigningSecrets.Newest(
            context.Get(_secretsFile) ?? context.Connections.SecretsFile, provider.Name, endpoint);
        var timestamp = context.Get(_timestamp);
        return new SignedWebhook(
            provider, endpoint, secret, await BodyAsync(context.Get(_file)!, ct),
            timestamp is { } seconds ? InstantOf(seconds) : null, context.Time);
    }

    static async Task<byte[]> BodyAsync(string file, CancellationToken ct)
    {
        if (file == "-")
        {
            await using var input = Console.OpenStandardInput();
            using var body = new MemoryStream();
            await input.CopyToAsync(body, ct);
            return body.ToArray();
        }

        return File.Exists(file)
            ? await File.ReadAllBytesAsync(file, ct)
            : throw CliError.WrongUsage($"There is no file {file}.", "Name a file that holds the body of a webhook.");
    }

    static DateTimeOffset InstantOf(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw CliError.WrongUsage($"{seconds} is no Unix time.", "Give seconds since 1970, such as 1767225600.");
}
