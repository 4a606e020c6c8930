using System.Net.Http.Headers;
using System.Text;

namespace Ledger.TestKit;

/// <summary>A virtual host of its own for one test class, deleted at the end.</summary>
public sealed class TestVhost : IAsyncDisposable
{
    static readonly HttpClient Http = new();
    readonly string _name;

    TestVhost(string name)
    {
        _name = name;
        Broker = new Uri($"{TestServers.RabbitMq.TrimEnd('/')}/{name}");
    }

    /// <summary>AMQP address including the virtual host.</summary>
    public Uri Broker { get; }

    /// <summary>Creates an empty virtual host on the test broker.</summary>
    public static async Task<TestVhost> CreateAsync()
    {
        var name = $"t-{Guid.CreateVersion7():N}";
        await SendAsync(HttpMethod.Put, $"/api/vhosts/{name}");
        return new TestVhost(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await SendAsync(HttpMethod.Delete, $"/api/vhosts/{_name}");

    static async Task SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, TestServers.RabbitMqApi.TrimEnd('/') + path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(new Uri(TestServers.RabbitMq).UserInfo)));
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
