using System.Diagnostics;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.TestKit;
using Ledger.Worker;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>Targets and their mappings are settings like all others: read before anything starts, and all faults told together.</summary>
public sealed class When_a_worker_is_to_export : IDisposable
{
    const string Mapping =
        """
        version: "1"
        companies: [{company: "1", home: EUR}]
        journals: [{journal: LDG}]
        accounts: [{ledger: "*", account: "{code}"}]
        """;

    const string Targets =
        """
        targets:
          - {name: a, kind: outside, prefix: A, mapping: a.yaml}
          - {name: b, kind: outside, prefix: B, mapping: b.yaml}
          - {name: c, kind: outside, prefix: C, mapping: a.yaml}
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_target_has_its_mapping()
    {
        Write(("targets.yaml", Targets), ("a.yaml", Mapping), ("b.yaml", Mapping.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)));

        var options = WorkerSettings.Read(Settings().GetValueOrDefault);

        Assert.Equal(["a 1", "b 2", "c 1"], options.ErpTargets.Select(target => $"{target.Name} {options.ErpMappings[target.Name].Version}"));
    }

    [Fact]
    public void Mappings_of_all_targets_are_refused_together_and_with_the_other_settings()
    {
        Write(("targets.yaml", Targets), ("a.yaml", Mapping.Replace("journals:", "journals: #", StringComparison.Ordinal)));
        var settings = Settings();
        settings["LEDGER_CONSUMERS"] = "erp-export,lunch";

        var refused = Assert.Throws<SettingsRefusedException>(() => WorkerSettings.Read(settings.GetValueOrDefault));

        Assert.Collection(
            refused.Message.Split(Environment.NewLine),
            line => Assert.Contains("LEDGER_CONSUMERS names 'lunch'", line, StringComparison.Ordinal),
            line => Assert.Contains("a.yaml:3: journals is blank", line, StringComparison.Ordinal),
            line => Assert.Contains("b.yaml", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_says_so_and_ends_like_with_any_other_setting()
    {
        Write(("targets.yaml", Targets), ("a.yaml", Mapping), ("b.yaml", "version:"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ledger.Worker.dll")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LEDGER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        using var worker = Process.Start(start)!;
        var printed = worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, worker.ExitCode);
        Assert.Contains("b.yaml:1: version is blank", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said + await printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("targets:", Mapping, "ERP_TARGETS_REFUSED", "targets is blank")]
    [InlineData("targets: [null]", Mapping, "ERP_TARGETS_REFUSED", "targets[1] is blank")]
    [InlineData("targets: [{name: , kind: csv, prefix: A, mapping: a.yaml, settings: {folder: }}]", Mapping, "ERP_TARGETS_REFUSED", "targets[1].settings.folder is blank")]
    [InlineData("targets: [{name: a, kind: outside, prefix: A, mapping: a.yaml}]", "companies:", "ERP_MAPPING_REFUSED", "companies is blank")]
    [InlineData("targets: [{name: a, kind: outside, prefix: A, mapping: a.yaml}]", "journals: [{class: x}]", "ERP_MAPPING_REFUSED", "journals[1].journal is missing")]
    [InlineData("targets: [{name: a, kind: outside, prefix: A, mapping: a.yaml}]", "accounts: [{ledger: '1', account: ''}]", "ERP_MAPPING_REFUSED", "accounts[1].account is blank")]
    public async Task The_command_line_says_what_is_blank(string targets, string mapping, string name, string fault)
    {
        Write(("targets.yaml", targets), ("a.yaml", mapping));

        var (code, result, _) = await LedgerProcess.RunAsync(
            new Dictionary<string, string> { ["LEDGER_ERP_TARGETS"] = Path.Combine(_folder, "targets.yaml") }, "erp", "targets", "--json");

        var error = JsonDocument.Parse(result).RootElement.GetProperty("error");
        Assert.Equal((3, name), (code, error.GetProperty("name").GetString()));
        Assert.Contains(fault, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
        ["LEDGER_WORKER_URL"] = "http://127.0.0.1:0",
        ["LEDGER_RABBITMQ"] = "amqp://127.0.0.1:1",
        ["LEDGER_POSTGRES"] = "Host=127.0.0.1;Port=1",
        [ConsumerQueues.ErpSetting] = "on",
        ["LEDGER_ERP_TARGETS"] = Path.Combine(_folder, "targets.yaml"),
    };

    void Write(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
        }
    }
}
