using System.Text.Json;
using Ledger.Acceptance.Tests.Confirmation;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Stack;

/// <summary>The journey of somebody who starts the product, looks at it and stops it again.</summary>
public sealed class When_the_stack_is_brought_up : IAsyncLifetime
{
    readonly string _home = TestFolder.Create();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            ServerPrograms.HasPostgres && ServerPrograms.HasRabbitMq,
            "PostgreSQL or RabbitMQ is not installed here: no private stack can be started.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await LeftBehind.RemoveAsync(_home, CancellationToken.None);

    [Fact]
    public async Task It_stays_up_is_found_again_and_goes_down_without_a_trace()
    {
        var (code, up, remarks) = await LedgerAsync("up", "--detach", "--json");
        Assert.True(code == 0, remarks);
        Assert.All(Parts(up), part => Assert.Equal("ready", part.GetProperty("state").GetString()));
        Assert.Contains("gateway is ready", remarks, StringComparison.Ordinal);

        var file = StackFile.Read(Path.Combine(_home, "stack.json"))!;
        int[] pids =
            [file.Gateway.Pid, file.Worker.Pid, file.Odoo!.Pid, file.QuickBooks!.Pid, file.Postgres.Pid!.Value, file.RabbitMq.Pid!.Value];
        var processes = pids.Select(RunningProcess.Find).ToList();
        Assert.DoesNotContain(null, processes);
        Assert.Equal(2, LiveSecrets(file.SecretsFile));
        Assert.All([Path.Combine(_home, "stack.json"), file.SecretsFile], OnlyItsOwnerReads);
        Assert.DoesNotContain("whsec_", remarks, StringComparison.Ordinal);
        Assert.DoesNotContain("Password=", up + remarks, StringComparison.OrdinalIgnoreCase);

        await UpAgainFindsTheSame(up);
        await AWebhookThatOnlyItsProviderCanSignIsBelievedAndRead();
        await TakesWhatProvidersSend();
        Assert.Contains("Listens at", (await LedgerAsync("logs", "gateway")).Result, StringComparison.Ordinal);
        Assert.Contains("Listens at", (await LedgerAsync("logs", "odoo")).Result, StringComparison.Ordinal);
        Assert.Equal(0, (await LedgerAsync("status")).ExitCode);

        var down = await LedgerAsync("down", "--json");
        Assert.Equal("""{"stopped":["gateway","worker","odoo","quickbooks","providers","postgres","rabbitmq"]}""", down.Result.Trim());
        Assert.DoesNotContain(processes, each => each!.IsAlive);
        Assert.Null(RunningProcess.FindByCommandLine(_home));
        Assert.Equal(1, (await LedgerAsync("status", "--json")).ExitCode);
        Assert.Equal("""{"stopped":[]}""", (await LedgerAsync("down", "--json")).Result.Trim());
    }

    async Task UpAgainFindsTheSame(string up)
    {
        var again = await LedgerAsync("up", "--detach", "--json");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(Parts(up).Select(Pid), Parts(again.Result).Select(Pid));
    }

    async Task AWebhookThatOnlyItsProviderCanSignIsBelievedAndRead()
    {
        var (id, body) = (PayPalWebhooks.NewId(), Path.Combine(_home, "capture.json"));
        await File.WriteAllBytesAsync(body, PayPalWebhooks.Capture(id));
        var (code, result, remarks) = await LedgerAsync("webhooks", "send", body, "--provider", "paypal");
        Assert.True(code == 0, result + remarks);

        var start = TimeProvider.System.GetTimestamp();
        while (!(await LedgerAsync("confirm", "list", "--state", "released")).Result.Contains($"WH-{id}", StringComparison.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It was not released.");
        }
    }

    /// <summary>One that is read at its simulated API, and one whose webhooks are its only word.</summary>
    async Task TakesWhatProvidersSend()
    {
        foreach (var (provider, file) in new[] { ("braintree", "Braintree/capture.settled.xml"), ("adyen", "Adyen/authorization.created.json") })
        {
            var (code, _, remarks) = await LedgerAsync(
                "webhooks", "send", "--provider", provider, Path.Combine(Repository.Root, "tests/Fast.Tests/Providers", file));
            Assert.True(code == 0, remarks);
        }

        var start = TimeProvider.System.GetTimestamp();
        string listed;
        while (!(listed = (await LedgerAsync("confirm", "list", "--state", "all")).Result).Contains("confirmed", StringComparison.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(40), listed);
        }

        Assert.Contains("transaction_settled.t7kq2m9x", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("adyen", listed, StringComparison.Ordinal);
        Assert.Equal(0, (await LedgerAsync("verify")).ExitCode);
    }

    Task<(int ExitCode, string Result, string Remarks)> LedgerAsync(params string[] arguments) =>
        LedgerProcess.RunAsync(new Dictionary<string, string> { ["LEDGER_HOME"] = _home }, arguments);

    static List<JsonElement> Parts(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("parts").EnumerateArray()];

    static int Pid(JsonElement part) => part.GetProperty("pid").GetInt32();

    static int LiveSecrets(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        return file.RootElement.GetProperty("stripe").GetProperty("endpoints").GetProperty("default").GetProperty("secrets").GetArrayLength();
    }

#pragma warning disable CA1416 // Linux only, as ./ledger is.
    static void OnlyItsOwnerReads(string path) =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
}
