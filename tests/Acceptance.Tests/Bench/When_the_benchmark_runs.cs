using System.Text.Json;
using Ledger.LocalStack.Servers;
using Xunit;

namespace Ledger.Acceptance.Tests.Bench;

/// <summary>The report of <c>ledger bench</c>, over a run too small to mean anything but whole in every other way.</summary>
public sealed class When_the_benchmark_runs
{
    static readonly string[] Scenarios =
    [
        "posting-vs-array-insert", "posting-vs-one-per-transaction", "posting-vs-pgledger", "append", "pipeline", "latency",
        "burst", "archive", "gateway", "rebuild", "growth", "queries", "disk", "memory",
    ];

    [Fact]
    public async Task Every_figure_is_a_json_line_beside_its_reference()
    {
        Assert.SkipUnless(
            ServerPrograms.HasPostgres && ServerPrograms.HasRabbitMq, "PostgreSQL or RabbitMQ is not installed here.");
        var (code, result, remarks) = await BenchProcess.RunAsync(
            "--scenario", "append", "--scenario", "posting-vs-array-insert", "--scenario", "posting-vs-pgledger",
            "--events", "1000", "--rounds", "1", "--json");
        Assert.True(code is 0 or 1, remarks); // 1: a target was missed, which so few events may well do.
        JsonElement[] lines = [.. result.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

        var machine = lines[0];
        Assert.Equal("machine", machine.GetProperty("kind").GetString());
        Assert.Equal(Environment.ProcessorCount, machine.GetProperty("cores").GetInt32());
        Assert.NotEmpty(machine.GetProperty("postgres").GetString()!);
        Assert.NotEmpty(machine.GetProperty("rabbitMq").GetString()!);

        string[] expected = ["posting-vs-array-insert", "posting-vs-pgledger", "posting-vs-pgledger", "append"];
        Assert.Equal(expected, lines[1..].Select(line => line.GetProperty("scenario").GetString()));
        Assert.All(lines[1..].Where(line => !IsPgledger(line)), IsWhole);
        Assert.All(lines[1..].Where(IsPgledger), IsSkipped);
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused_by_name()
    {
        var unknown = await BenchProcess.RunAsync("--scenario", "speed");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("'speed'", unknown.Remarks, StringComparison.Ordinal);
        Assert.All(Scenarios, name => Assert.Contains($"'{name}'", unknown.Remarks, StringComparison.Ordinal));

        var few = await BenchProcess.RunAsync("--events", "999", "--rounds", "0");
        Assert.Equal(2, few.ExitCode);
        Assert.Contains("--events 999", few.Remarks, StringComparison.Ordinal);
        Assert.Contains("--rounds 0", few.Remarks, StringComparison.Ordinal);
        Assert.Empty(unknown.Result + few.Result);
    }

    static bool IsPgledger(JsonElement line) => line.GetProperty("scenario").GetString() == "posting-vs-pgledger";

    static void IsWhole(JsonElement line)
    {
        var (value, reference) = (line.GetProperty("value").GetDouble(), line.GetProperty("reference").GetDouble());
        Assert.Equal("events/s", line.GetProperty("unit").GetString());
        Assert.True(value > 0 && reference > 0, line.ToString());
        Assert.Equal(value / reference, line.GetProperty("ratio").GetDouble(), 6); // Of one round, the median is itself.
        Assert.Equal(1, line.GetProperty("rounds").GetInt32());
        Assert.Equal(line.GetProperty("spread").GetProperty("low").GetDouble(), line.GetProperty("ratio").GetDouble(), 6);
        var least = double.Parse(line.GetProperty("target").GetString()!["ratio ≥ ".Length..]);
        Assert.Equal(line.GetProperty("ratio").GetDouble() >= least, line.GetProperty("met").GetBoolean());
        Assert.True(line.GetProperty("cpuMicroseconds").GetProperty("postgres").GetDouble() > 0, line.ToString());
        Assert.True(line.GetProperty("cpuMicroseconds").GetProperty("client").GetDouble() > 0, line.ToString());
    }

    static void IsSkipped(JsonElement line)
    {
        Assert.Contains("--pgledger", line.GetProperty("skipped").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("met").ValueKind);
    }
}
