using Ledger.ProviderAccess;
using Ledger.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

/// <summary>Secrets that the secrets file only names: in the environment, or in files of their own.</summary>
public sealed class When_secrets_are_named : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ledger-secrets-").FullName;
    readonly string _variable = $"LEDGER_TEST_{Guid.CreateVersion7():N}";

    string Main => Path.Combine(_folder, "secrets.json");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void They_are_read_from_the_environment_from_files_and_as_texts()
    {
        Environment.SetEnvironmentVariable(_variable, "whsec_of_environment");
        Write("new.txt", "whsec_of_file_1\n");
        Write("key.txt", "rk_live_of_file\r\n");
        WriteMain("""
            {"stripe":{"endpoints":{"default":{"account":"acct_1",
              "secrets":[{"file":"new.txt"},{"env":"VARIABLE"},"whsec_of_text"],
              "api":{"key":{"file":"FOLDER/key.txt"}}}}}}
            """);
        var reading = Read();
        Assert.Empty(reading.Errors);
        var settings = reading.Endpoints!.Of("stripe", "default")!.Settings;
        Assert.Equal(["whsec_of_file_1", "whsec_of_environment", "whsec_of_text"], settings.Secrets);
        Assert.Equal("rk_live_of_file", settings.Api!.Credentials["key"]);
    }

    [Fact]
    public void All_that_are_missing_are_named_at_once_by_place_and_name_and_no_value_is_told()
    {
        Write("short.txt", "s3cr3t");
        WriteMain("""
            {"stripe":{"endpoints":{"default":{"account":"acct_1",
              "secrets":[{"file":"absent.txt"},{"env":"VARIABLE"},{"file":"short.txt"},{"vault":"x"},{"env":7}],
              "api":{"key":{"env":"VARIABLE"}}}}}}
            """);
        var reading = Read();
        Assert.Null(reading.Endpoints);
        const string Place = "stripe.endpoints.default";
        const string Form = """must be a text, {"env":"NAME"} or {"file":"/path"}.""";
        Assert.Equal(
        [
            $"{Place}.secrets[0]: the file absent.txt cannot be read (FileNotFoundException).",
            $"{Place}.secrets[1]: the environment variable {_variable} is not set.",
            $"{Place}.secrets[3]: {Form}",
            $"{Place}.secrets[4]: {Form}",
            $"{Place}.api.key: the environment variable {_variable} is not set.",
            $"{Place}.secrets[2]: must be text of at least 8 characters without blanks.",
        ], reading.Errors);
    }

    [Fact]
    public void A_file_of_its_own_is_taken_up_when_it_changes_comes_or_goes()
    {
        Write("a.txt", "whsec_first_1");
        Write("secrets.json", """{"stripe":{"endpoints":{"default":{"account":"acct_1","secrets":[{"file":"a.txt"}]}}}}""");
        using var directory = new EndpointDirectory(
            new SecretsSource(Main, AllProviders.List), TimeProvider.System, NullLogger<EndpointDirectory>.Instance);
        Assert.Equal(["whsec_first_1"], Secrets(directory));

        Write("a.txt", "whsec_second_2");
        Assert.Equal(["whsec_second_2"], Secrets(directory));

        // What cannot be used changes nothing, and is looked at again when the missing file comes.
        Write("secrets.json", """{"stripe":{"endpoints":{"default":{"account":"acct_1","secrets":[{"file":"b.txt"},{"file":"a.txt"}]}}}}""");
        Assert.Equal(["whsec_second_2"], Secrets(directory));
        Write("b.txt", "whsec_third_3");
        Assert.Equal(["whsec_third_3", "whsec_second_2"], Secrets(directory));

        File.Delete(Path.Combine(_folder, "a.txt"));
        Assert.Equal(["whsec_third_3", "whsec_second_2"], Secrets(directory));
    }

    [Fact]
    public void An_id_tells_secrets_apart_and_is_none()
    {
        Assert.Matches("^[0-9a-f]{8}$", SecretId.Of("whsec_first_1"));
        Assert.Equal(SecretId.Of("whsec_first_1"), SecretId.Of("whsec_first_1"));
        Assert.NotEqual(SecretId.Of("whsec_first_1"), SecretId.Of("whsec_first_2"));
    }

    static IReadOnlyList<string> Secrets(EndpointDirectory directory)
    {
        directory.Refresh();
        return directory.Current.Of("stripe", "default")!.Settings.Secrets;
    }

    SecretsFile.Reading Read() => SecretsFile.Read(Main, AllProviders.List);

    void WriteMain(string text) => Write(
        "secrets.json", text.Replace("VARIABLE", _variable, StringComparison.Ordinal).Replace("FOLDER", _folder, StringComparison.Ordinal));

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
