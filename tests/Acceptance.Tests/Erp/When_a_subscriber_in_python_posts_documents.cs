using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.TestKit;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// The sample subscriber beside the real export (R-ERP-27, R-ERP-29): with the rights that its README gives it, whatever ends when, each
/// document is in its ERP once and stands as posted under the number it has there.
/// </summary>
public sealed class When_a_subscriber_in_python_posts_documents : IAsyncLifetime
{
    const string Queue = $"erp.{RunningExport.Target}";

    readonly RunningExport _export = new();
    readonly string _folder = Directory.CreateTempSubdirectory("ledger-subscriber-").FullName;
    readonly string _user = $"adapter-{Guid.CreateVersion7():N}";
    IConnection _connection = null!;
    IChannel _channel = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Erp => Path.Combine(_folder, "erp.sqlite");

    string Vhost => _export.Broker.AbsolutePath.Trim('/');

    Uri Broker => new UriBuilder(_export.Broker) { UserName = _user, Password = "secret" }.Uri;

    public async ValueTask InitializeAsync()
    {
        PythonSubscriber.Require();
        await _export.InitializeAsync();
        _connection = await new ConnectionFactory { Uri = _export.Broker }.CreateConnectionAsync(Ct);
        _channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
        await GiveRightsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await ApiAsync(HttpMethod.Delete, $"users/{_user}");
            await _export.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killing_it_again_and_again_loses_and_doubles_nothing()
    {
        const int Documents = 150;
        using (var first = await StartAsync())
        {
            await first.KillAsync();
        }

        await _export.PostAsync(Documents);
        for (var enough = 1; enough < Documents; enough += 40)
        {
            using var killed = await StartAsync();
            await UntilAsync(async () => (await PythonSubscriber.PostedAsync(Erp)).Count >= enough, $"{enough} documents");
            await killed.KillAsync();
        }

        using var last = await StartAsync();
        var standing = await _export.UntilAsync(Documents, DocumentState.Posted);

        var posted = await PythonSubscriber.PostedAsync(Erp);
        Assert.Equal(Documents, posted.Count);
        Assert.Equal(Documents, posted.Values.Distinct().Count());
        Assert.All(standing, kept => Assert.Equal($"JE-{posted[kept.Standing.Reference.Value]}", kept.Standing.ErpNumber));
        Assert.All(standing, kept => Assert.Equal("sample", kept.Standing.ChangedBy));
        Assert.Equal(0u, await CountAsync(ConsumerQueues.ErpAcknowledgements.DeadLetterName));
        Assert.Equal(0u, await CountAsync($"{Queue}.dead-letter"));
    }

    [Fact]
    public async Task Repeats_another_payload_and_what_is_no_document_change_nothing()
    {
        using var subscriber = await StartAsync();
        await _channel.QueueDeclareAsync("copies", durable: false, exclusive: false, autoDelete: true, cancellationToken: Ct);
        await _channel.QueueBindAsync("copies", Topics.ErpDocuments.Exchange, $"erp.document-accepted.{RunningExport.Target}", cancellationToken: Ct);
        await _export.PostAsync(entries: 1);
        var before = Assert.Single(await _export.UntilAsync(1, DocumentState.Posted)).Standing;
        var handedOver = JsonSerializer.Deserialize(
            (await _channel.BasicGetAsync("copies", autoAck: true, Ct))!.Body.Span, MessageJson.Default.ErpDocumentMessage)!;

        await PublishAsync(handedOver);
        await PublishAsync(handedOver with { EventId = Guid.CreateVersion7() });
        await PublishAsync(handedOver with { EventId = Guid.CreateVersion7(), PayloadHash = new string('a', 64) });
        await PublishAsync(handedOver with { EventId = Guid.CreateVersion7(), Document = null });
        await _channel.BasicPublishAsync("", Queue, "{"u8.ToArray(), Ct);

        await UntilAsync(async () => await CountAsync($"{Queue}.dead-letter") == 1, "the broken message to be set aside");
        await UntilAsync(() => Task.FromResult(Count(subscriber.Said, "posted") == 3 && Count(subscriber.Said, "rejected") == 1), "all words");
        await UntilAsync(
            async () => await _export.CountAsync("select count(*) from erp_export.inbox where source = 'other-books/sample'") == 3, "three different words");
        Assert.Single(await PythonSubscriber.PostedAsync(Erp));
        Assert.Equal(before, Assert.Single(await _export.DocumentsAsync()).Standing);
        Assert.Equal(0u, await CountAsync(ConsumerQueues.ErpAcknowledgements.DeadLetterName));
    }

    [Fact]
    public async Task It_comes_back_by_itself_when_its_connection_is_cut()
    {
        using var subscriber = await StartAsync();
        IReadOnlyList<string> connections = [];
        await UntilAsync(async () => (connections = await ConnectionsAsync()).Count > 0, "its connection in the management API");
        foreach (var connection in connections)
        {
            await ApiAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(connection)}");
        }

        await _export.PostAsync(entries: 2);
        await _export.UntilAsync(2, DocumentState.Posted);
        Assert.Contains("; again in", subscriber.Said, StringComparison.Ordinal);
    }

    async Task<IReadOnlyList<string>> ConnectionsAsync() =>
    [
        .. from connection in JsonDocument.Parse(await ApiAsync(HttpMethod.Get, $"vhosts/{Vhost}/connections")).RootElement.EnumerateArray()
           where connection.TryGetProperty("user", out var user) && user.GetString() == _user
           select connection.GetProperty("name").GetString(),
    ];

    static int Count(string text, string word) => text.Split('\n').Count(line => line.Contains($" {word} ", StringComparison.Ordinal));

    async Task<PythonSubscriber> StartAsync()
    {
        var subscriber = PythonSubscriber.Start(Broker, RunningExport.Target, Erp);
        await UntilAsync(
            async () =>
            {
                await using var channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
                try
                {
                    return (await channel.QueueDeclarePassiveAsync(Queue, Ct)).ConsumerCount == 1;
                }
                catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
                {
                    return false;
                }
            },
            $"its subscription; it said: {subscriber.Said}");
        return subscriber;
    }

    async Task PublishAsync(ErpDocumentMessage message) => await _channel.BasicPublishAsync(
        Topics.ErpDocuments.Exchange, Topics.ErpDocuments.RoutingKey(message), mandatory: true, new BasicProperties { ContentType = "application/json" },
        JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.ErpDocumentMessage), Ct);

    async Task<uint> CountAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue, Ct)).MessageCount;

    // The table of the sample's README.
    async Task GiveRightsAsync()
    {
        const string Own = @"erp\.other-books(\.dead-letter)?|ledger\.erp";
        await ApiAsync(HttpMethod.Put, $"users/{_user}", """{"password":"secret","tags":""}""");
        await ApiAsync(
            HttpMethod.Put, $"permissions/{Vhost}/{_user}",
            JsonSerializer.Serialize(new { configure = $"^({Own})$", write = $@"^({Own}|amq\.default)$", read = $"^({Own})$" }));
        await ApiAsync(
            HttpMethod.Put, $"topic-permissions/{Vhost}/{_user}",
            JsonSerializer.Serialize(new { exchange = "ledger.erp", write = @"^acknowledgement\.other-books$", read = @"^erp\.document-accepted\.other-books$" }));
    }

    static async Task<string> ApiAsync(HttpMethod method, string path, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{TestServers.RabbitMqApi.TrimEnd('/')}/api/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(new Uri(TestServers.RabbitMq).UserInfo)));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(CancellationToken.None);
    }

    static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.False(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(45), $"Waited in vain for {what}.");
            await Task.Delay(50, Ct);
        }
    }
}
