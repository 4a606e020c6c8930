using System.CommandLine;
using System.Text;
using Ledger.Cli.Shell;
using Ledger.Providers;

namespace Ledger.Cli.Webhooks;

/// <summary><c>ledger webhooks</c>: signs and sends a body as a payment provider would.</summary>
static class WebhookCommands
{
    /// <summary>Builds the command with its two subcommands.</summary>
    public static Command Build() => new("webhooks", "Signs and sends a file as a payment provider would.")
    {
        Sign(), Send(),
    };

    static Command Sign()
    {
        var options = new WebhookOptions();
        var body = new Option<string?>("--body")
        {
            Description = "A file to write the body to as it would be sent: some providers put the signature into it.",
        };
        var command = new Command("sign", "Prints the headers with which the provider would sign the file.") { body };
        return options.AddTo(command).Runs(async (context, ct) =>
        {
            var webhook = await options.ReadAsync(context, ct);
            using var http = new HttpClient();
            var simulated = new SimulatedProvider(http, context.Connections.Simulators, webhook.Provider.Name);
            var signed = await webhook.SignAsync(simulated, ct);
            if (context.Get(body) is { } file)
            {
                await File.WriteAllBytesAsync(file, signed.Body, ct);
            }

            Print(context.Output, signed, !signed.Body.Span.SequenceEqual(webhook.Body), context.Get(body));
            return ExitCode.Ok;
        });
    }

    static void Print(Output output, SignedRequest signed, bool isInBody, string? file)
    {
        if (output.IsJson)
        {
            output.Json(
                new SignedHeaders(signed.Headers, isInBody ? Encoding.UTF8.GetString(signed.Body.Span) : null),
                WebhookJson.Default.SignedHeaders);
        }

        foreach (var (name, value) in signed.Headers)
        {
            output.Line($"{name}: {value}");
        }

        if (!isInBody && signed.Headers.Count == 0)
        {
            output.Progress.WriteLine(
                "The signature goes inside the body, and the body is as the file has it: it has that signature, or cannot be signed.");
        }
        else if (isInBody)
        {
            output.Progress.WriteLine(file is null
                ? "The signature is inside the body, not in a header: --body FILE writes the body as it would be sent."
                : $"The signature is inside the body, not in a header: {file} is the body as it would be sent.");
        }
    }

    static Command Send()
    {
        var options = new WebhookOptions();
        var url = new Option<string?>("--url")
        {
            Description = "Where to post; without it the webhook address of the local stack's gateway.",
        };
        var repeat = new Option<int>("--repeat")
        {
            Description = "How many times to send it, each time signed anew (1 to 10,000).",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("send", "Signs the file and posts it; exit code 1 unless every answer is 2xx.")
        {
            url, repeat,
        };
        return options.AddTo(command).Runs(async (context, ct) =>
        {
            var times = context.Get(repeat);
            if (times is < 1 or > 10_000)
            {
                throw CliError.WrongUsage($"--repeat {times} is out of range.", "Give a number from 1 to 10,000.");
            }

            var webhook = await options.ReadAsync(context, ct);
            var address = context.Get(url) is { } named ? WebAddress(named) : webhook.AddressAt(context.Connections.Gateway);

            // Only the local stack's own gateway reads at its simulators.
            var simulators = context.Get(url) is null ? context.Connections.Simulators : null;
            return await SendAsync(context.Output, webhook, address, simulators, times, ct);
        });
    }

    static Uri WebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? address
            : throw CliError.WrongUsage($"{text} is no web address.", "Give one such as http://127.0.0.1:8080/v1/webhooks/<provider>.");

    static async Task<int> SendAsync(
        Output output, SignedWebhook webhook, Uri address, Uri? simulators, int times, CancellationToken ct)
    {
        using var http = new HttpClient();
        var simulated = new SimulatedProvider(http, simulators, webhook.Provider.Name);
        await simulated.TellAsync(webhook.Body, ct);
        var post = new WebhookPost(http);
        var answers = new List<WebhookAnswer>();
        for (var i = 0; i < times; i++)
        {
            var answer = await post.SendAsync(address, await webhook.SignAsync(simulated, ct), ct);
            answers.Add(answer);
            output.Line($"{answer.Status} {answer.Body}".TrimEnd());
        }

        if (output.IsJson)
        {
            output.Json(new SentWebhook(address, answers), WebhookJson.Default.SentWebhook);
        }

        return answers.TrueForAll(answer => answer.IsAcknowledged) ? ExitCode.Ok : ExitCode.No;
    }
}
