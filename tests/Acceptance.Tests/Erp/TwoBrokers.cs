using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.LocalStack;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// Ledger's broker and one that stands for somebody else's, both private, with the plugins of docs/bridging.md; and an export over ours.
/// </summary>
public sealed class TwoBrokers : IAsyncLifetime
{
    static readonly string[] Plugins = ["rabbitmq_management", "rabbitmq_amqp1_0", "rabbitmq_shovel"];

    readonly string _ours = TestFolder.Create();
    readonly string _theirs = TestFolder.Create();
    IConnection? _connection;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public LocalRabbitMq Ours { get; private set; } = null!;

    public LocalRabbitMq Theirs { get; private set; } = null!;

    public RunningExport Export { get; private set; } = null!;

    public IChannel Channel { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ServerPrograms.HasRabbitMq, "RabbitMQ is not installed here: no private server can be started.");
        Python.Require("proton");
        var theirs = LocalRabbitMq.StartAsync(_theirs, Plugins, ProgressWriter.Silent, Ct);
        Ours = await LocalRabbitMq.StartAsync(_ours, Plugins, ProgressWriter.Silent, Ct);
        Theirs = await theirs;
        _connection = await new ConnectionFactory { Uri = Ours.Uri }.CreateConnectionAsync(Ct);
        Channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
        Export = new RunningExport { OwnBroker = Ours.Uri };
        await Export.InitializeAsync();
    }

    /// <summary>A durable queue of ours, bound to what is published.</summary>
    public async Task BindAsync(string queue, string exchange, string routingKey)
    {
        await Channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }, cancellationToken: Ct);
        await Channel.QueueBindAsync(queue, exchange, routingKey, cancellationToken: Ct);
    }

    /// <summary>A durable queue of theirs. A classic one: a quorum queue of RabbitMQ 3.10 may not live through a kill shortly after.</summary>
    public async Task DeclareThereAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = Theirs.Uri }.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Ct);
    }

    /// <summary>Sets up a shovel of ours as docs/bridging.md has it.</summary>
    public async Task ShovelAsync(string name)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "bridging.md"), Ct);
        var begins = page.IndexOf("```json\n", page.IndexOf($"`{name}.json`: ", StringComparison.Ordinal), StringComparison.Ordinal) + 8;
        var definition = page[begins..page.IndexOf("```", begins, StringComparison.Ordinal)]
            .Replace("OURS", Bare(Ours.Uri), StringComparison.Ordinal).Replace("THEIRS", Bare(Theirs.Uri), StringComparison.Ordinal);
        var body = new JsonObject { ["value"] = JsonNode.Parse(definition) };
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Ours.ApiUrl!, $"/api/parameters/shovel/%2F/{name}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Ours.Uri.UserInfo)));
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Receives messages with an AMQP 1.0 client.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReceiveAsync(LocalRabbitMq broker, string address, int count)
    {
        var (messages, errors) = await ReceiveSomeAsync(broker, address, count);
        Assert.True(messages.Count == count, $"{messages.Count} of {count} messages at {address}. {errors}");
        return messages;
    }

    /// <summary>The same, content with those that came until none did for a while; gives the client's complaint too.</summary>
    public static async Task<(IReadOnlyList<JsonElement> Messages, string Errors)> ReceiveSomeAsync(
        LocalRabbitMq broker, string address, int count)
    {
        using var process = Client(broker, "receive", address, $"{count}");
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var lines = (await process.StandardOutput.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ([.. lines.Select(line => JsonDocument.Parse(line).RootElement)], await errors);
    }

    /// <summary>Sends messages with an AMQP 1.0 client.</summary>
    public static async Task SendAsync(LocalRabbitMq broker, string address, IEnumerable<(Guid Id, string ContentType, string Body)> messages)
    {
        using var process = Client(broker, "send", address);
        foreach (var (id, contentType, body) in messages)
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, contentType, body }).AsMemory(), Ct);
        }

        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, errors);
    }

    public async ValueTask DisposeAsync()
    {
        await (Export?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Task.WhenAll(
            LocalRabbitMq.DeleteAsync(_ours, CancellationToken.None), LocalRabbitMq.DeleteAsync(_theirs, CancellationToken.None));
    }

    static System.Diagnostics.Process Client(LocalRabbitMq broker, params string[] arguments) => Python.Start(
        "proton", [Path.Combine(Repository.Root, "tests", "Acceptance.Tests", "Erp", "amqp10.py"), Bare(broker.Uri), .. arguments]);

    static string Bare(Uri uri) => uri.ToString().TrimEnd('/');
}
