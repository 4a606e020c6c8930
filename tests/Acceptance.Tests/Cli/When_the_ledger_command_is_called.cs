using System.Text.Json;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Cli;

public sealed class When_the_ledger_command_is_called
{
    static readonly Dictionary<string, string> NoSettings = [];

    [Fact]
    public async Task A_wrong_command_line_is_explained_with_exit_code_2()
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(NoSettings, "webhooks", "sing");
        Assert.Equal(2, code);
        Assert.Empty(result);
        Assert.Contains("'sing'", remarks, StringComparison.Ordinal);
        Assert.Contains("ledger webhooks --help", remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delivery 'nonsense' is no id of the form", "archive", "show", "nonsense")]
    [InlineData("--delivery 'x' is no id of the form", "archive", "find", "--delivery", "x")]
    [InlineData("--limit 'many' is no whole number", "archive", "find", "--limit", "many")]
    [InlineData("--limit '99999999999' is no whole number, or one that is too large", "archive", "find", "--limit", "99999999999")]
    [InlineData("--to 'x' is no whole number", "erp", "replay", "books", "--to", "x")]
    [InlineData("--window 'x' is no number", "stock", "reconcile", "--window", "x")]
    [InlineData("--since 'noon' is no time", "deliveries", "rejected", "--since", "noon")]
    [InlineData("--since 'noon' is no time", "stock", "reconcile", "--since", "noon")]
    public async Task A_value_that_cannot_be_read_is_told_without_a_name_of_dotnet(string says, params string[] arguments)
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(NoSettings, arguments);
        Assert.Equal((2, ""), (code, result));
        Assert.Contains(says, remarks, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay", "--from", "2026-11-01", "--to", "2026-11-02")]
    [InlineData("confirm", "list")]
    [InlineData("backfill", "file", "absent.csv")]
    [InlineData("webhooks", "send", "absent.json")]
    public async Task A_provider_that_there_is_not_is_refused_with_the_list(params string[] arguments)
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(NoSettings, [.. arguments, "--provider", "nope"]);
        Assert.Equal((2, ""), (code, result));
        Assert.Contains("No provider is called 'nope'.", remarks, StringComparison.Ordinal);
        Assert.Contains("Choose one of: stripe, ", remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_an_error_is_one_object_on_standard_output()
    {
        var (code, result, _) = await LedgerProcess.RunAsync(NoSettings, "webhooks", "sign", "absent.json", "--json");
        Assert.Equal(3, code);
        var error = JsonDocument.Parse(result).RootElement.GetProperty("error");
        Assert.Equal("STACK_NOT_FOUND", error.GetProperty("name").GetString());
        Assert.Contains("LEDGER_SECRETS", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("./ledger up", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_file_tells_where_the_servers_are_and_the_environment_goes_first()
    {
        var home = Directory.CreateTempSubdirectory("ledger-home-");
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "stack.json"), """
            {
              "gateway": { "url": "http://127.0.0.1:1/", "pid": 1, "log": "" },
              "worker": { "url": "http://127.0.0.1:1/", "pid": 1, "log": "" },
              "postgres": { "connectionString": "", "configured": true },
              "rabbitmq": { "uri": "amqp://127.0.0.1:1", "configured": true },
              "secretsFile": "", "startedAt": "2026-11-20T00:00:00Z"
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "body.json"), "{}");
        var body = Path.Combine(home.FullName, "body.json");
        var settings = new Dictionary<string, string> { ["LEDGER_HOME"] = home.FullName };

        var fromFile = await LedgerProcess.RunAsync(settings, "webhooks", "send", body, "--secret", "s");
        Assert.Equal(4, fromFile.ExitCode);
        Assert.Contains("127.0.0.1:1", fromFile.Remarks, StringComparison.Ordinal);

        settings["LEDGER_GATEWAY_URL"] = "http://127.0.0.1:2/";
        var fromEnvironment = await LedgerProcess.RunAsync(settings, "webhooks", "send", body, "--secret", "s");
        Assert.Equal(4, fromEnvironment.ExitCode);
        Assert.Contains("127.0.0.1:2", fromEnvironment.Remarks, StringComparison.Ordinal);
        home.Delete(recursive: true);
    }

    [Theory]
    [InlineData("LEDGER_POSTGRES", "nonsense", "trial-balance")]
    [InlineData("LEDGER_POSTGRES_INVENTORY", "Host=127.0.0.1;Prot=5432", "stock", "show")]
    [InlineData("LEDGER_RABBITMQ", "http://127.0.0.1:1", "dead-letters", "list")]
    public async Task A_setting_that_cannot_be_used_is_named(string setting, string value, params string[] arguments)
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(new Dictionary<string, string> { [setting] = value }, [.. arguments, "--json"]);

        Assert.True(code == 3, result + remarks);
        var error = JsonDocument.Parse(result).RootElement.GetProperty("error");
        Assert.Equal("SETTING_INVALID", error.GetProperty("name").GetString());
        Assert.StartsWith(setting, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    // As on a full disk: a login ends with a code that says nothing. A command that writes says how to give it again.
    [Theory]
    [InlineData("POSTGRES_UNABLE", "give the command again", "trial-balance")]
    [InlineData("POSTGRES_UNABLE", "give the command again", "stock", "show")]
    [InlineData("POSTGRES_UNREACHABLE", "--id ", "stock", "adjust", "TEA", "1", "-l", "ZRH", "--reason", "SHRINKAGE")]
    public async Task A_database_that_answers_and_cannot_work_is_no_fault_of_the_program(string name, string hint, params string[] arguments)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            var where = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
            await using var spoil = source.CreateCommand($"alter database {where} set session_preload_libraries = 'gone'");
            await spoil.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (code, result, remarks) = await LedgerProcess.RunAsync(
            new Dictionary<string, string> { ["LEDGER_POSTGRES"] = database.ConnectionString }, [.. arguments, "--json"]);

        Assert.True(code == 4, result + remarks);
        var error = JsonDocument.Parse(result).RootElement.GetProperty("error");
        Assert.Equal(name, error.GetProperty("name").GetString());
        Assert.Contains("gone", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(hint, error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("""{"stripe":{"endpoints":{"other":{}}}}""", "'default'")]
    [InlineData("""{"stripe":{"endpoints":{"default":{"secrets":[]}}}}""", "secrets")]
    public async Task A_secrets_file_that_cannot_be_used_is_explained_without_its_content(string content, string found)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content);
        var (code, _, remarks) = await LedgerProcess.RunAsync(
            NoSettings, "webhooks", "sign", file, "--secrets-file", file);
        Assert.Equal(3, code);
        Assert.Contains(found, remarks, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_file_is_signed_as_the_provider_signs_it()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{}");
        var (code, result, _) = await LedgerProcess.RunAsync(
            NoSettings, "webhooks", "sign", file, "--secret", "whsec_test", "--timestamp", "1533204620", "--json");
        Assert.Equal(0, code);
        var header = JsonDocument.Parse(result).RootElement.GetProperty("headers").EnumerateObject().Single();
        Assert.Equal("Stripe-Signature", header.Name, ignoreCase: true);
        Assert.Equal($"t=1533204620,v1={Hmac("whsec_test", "1533204620.{}")}", header.Value.GetString());
        File.Delete(file);
    }

    // Adyen's standard webhooks carry the signature among the data of the item.
    [Fact]
    public async Task A_signature_inside_the_body_is_told_and_with_json_printed_with_it()
    {
        var file = Path.Combine(Repository.Root, "tests/Fast.Tests/Providers/Adyen/authorization.adjusted.json");
        string[] sign = ["webhooks", "sign", file, "--provider", "adyen", "--secret", new string('A', 64)];

        var (code, result, remarks) = await LedgerProcess.RunAsync(NoSettings, sign);
        Assert.Equal((0, ""), (code, result));
        Assert.Contains("The signature is inside the body, not in a header: --body FILE", remarks, StringComparison.Ordinal);

        (code, result, _) = await LedgerProcess.RunAsync(NoSettings, [.. sign, "--json"]);
        Assert.Equal(0, code);
        var body = JsonDocument.Parse(result).RootElement.GetProperty("body").GetString()!;
        Assert.Contains("hmacSignature", body, StringComparison.Ordinal);

        var written = Path.GetTempFileName();
        (code, _, remarks) = await LedgerProcess.RunAsync(NoSettings, [.. sign, "--body", written]);
        Assert.Equal((0, body), (code, await File.ReadAllTextAsync(written)));
        Assert.Contains($"{written} is the body", remarks, StringComparison.Ordinal);

        sign[2] = written;
        (code, _, remarks) = await LedgerProcess.RunAsync(NoSettings, sign);
        Assert.Equal(0, code);
        Assert.Contains("the body is as the file has it", remarks, StringComparison.Ordinal);
        File.Delete(written);
    }

    [Fact]
    public async Task What_only_the_provider_can_sign_is_refused_where_none_is_simulated()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{}");
        var (code, result, remarks) = await LedgerProcess.RunAsync(
            NoSettings, "webhooks", "sign", file, "--provider", "paypal", "--secret", "3RN13029J36659323");
        Assert.Equal((2, ""), (code, result));
        Assert.Contains("Only paypal itself can sign", remarks, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_file_is_posted_where_the_command_says()
    {
        await using var host = new LoopbackHost();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{}");
        var (code, _, _) = await LedgerProcess.RunAsync(
            NoSettings, "webhooks", "send", file, "--secret", "whsec_test", "--url", host.Serve("/here", "{}").ToString());
        var (wrong, _, remarks) = await LedgerProcess.RunAsync(
            NoSettings, "webhooks", "send", file, "--secret", "whsec_test", "--url", "nowhere");
        Assert.Equal((0, 2), (code, wrong));
        Assert.Equal(["POST /here HTTP/1.1"], host.Requests);
        Assert.Contains("nowhere is no web address", remarks, StringComparison.Ordinal);
        File.Delete(file);
    }

    static string Hmac(string secret, string text) => Convert.ToHexStringLower(
        System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(secret), System.Text.Encoding.UTF8.GetBytes(text)));
}
