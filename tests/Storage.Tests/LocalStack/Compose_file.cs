using System.Text.RegularExpressions;
using Ledger.TestKit;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Ledger.Storage.Tests.LocalStack;

/// <summary>The compose file and the Dockerfiles, by parsing only: no container engine is needed or used.</summary>
public sealed partial class Compose_file
{
    static readonly string[] Services = ["postgres", "rabbitmq", "worker", "gateway"];
    readonly Dictionary<string, Dictionary<string, object>> _services = Read();

    [Fact]
    public void Describes_the_whole_product_with_health_checks()
    {
        foreach (var name in Services)
        {
            var check = Assert.IsType<Dictionary<object, object>>(_services[name]["healthcheck"]);
            Assert.Equal(["test", "interval", "timeout", "retries"], check.Keys.Cast<string>());
        }
    }

    [Fact]
    public void Publishes_every_port_on_loopback_only() =>
        Assert.All(Services.SelectMany(name => List(_services[name], "ports")), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void Keeps_the_data_of_both_servers_in_volumes() =>
        Assert.All(["postgres", "rabbitmq"], name => Assert.NotEmpty(List(_services[name], "volumes")));

    [Fact]
    public void Starts_our_processes_only_when_the_servers_are_healthy()
    {
        foreach (var name in new[] { "worker", "gateway" })
        {
            var needed = Assert.IsType<Dictionary<object, object>>(_services[name]["depends_on"]);
            Assert.Equal(["postgres", "rabbitmq"], needed.Keys.Cast<string>());
            Assert.All(needed.Values.Cast<Dictionary<object, object>>(), each => Assert.Equal("service_healthy", each["condition"]));
        }
    }

    [Fact]
    public void Sets_only_settings_that_the_programs_read()
    {
        var source = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var settings = _services.Values.Where(each => each.ContainsKey("build"))
            .SelectMany(each => ((Dictionary<object, object>)each["environment"]).Keys.Cast<string>()).Distinct();
        Assert.All(settings, setting => Assert.Contains($"\"{setting}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Builds_images_from_Dockerfiles_whose_project_and_program_exist()
    {
        foreach (var service in _services.Values.Where(each => each.ContainsKey("build")))
        {
            var file = (string)((Dictionary<object, object>)service["build"])["dockerfile"];
            var text = File.ReadAllText(Path.Combine(Repository.Root, file));
            var project = PublishedProject().Match(text).Groups["project"].Value;
            Assert.True(File.Exists(Path.Combine(Repository.Root, project)), $"{file} publishes {project}");
            Assert.Contains($"\"Ledger.{Path.GetFileNameWithoutExtension(project)}.dll\"", text, StringComparison.Ordinal);
            Assert.Contains("\nUSER $APP_UID\n", text, StringComparison.Ordinal);
        }
    }

    static Dictionary<string, Dictionary<string, object>> Read()
    {
        using var text = File.OpenText(Path.Combine(Repository.Root, "compose.yaml"));
        var document = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
        return ((Dictionary<object, object>)document["services"]).ToDictionary(
            each => (string)each.Key,
            each => ((Dictionary<object, object>)each.Value).ToDictionary(field => (string)field.Key, field => field.Value));
    }

    static IEnumerable<string> List(Dictionary<string, object> service, string field) =>
        ((List<object>)service[field]).Cast<string>();

    [GeneratedRegex(@"dotnet publish (?<project>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PublishedProject();
}
