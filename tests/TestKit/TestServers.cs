namespace Ledger.TestKit;

/// <summary>The servers that <c>./ledger test</c> starts for the tests and names in the environment.</summary>
public static class TestServers
{
    /// <summary>Connection string of a PostgreSQL on which databases may be created.</summary>
    public static string Postgres => Required("LEDGER_TEST_POSTGRES");

    /// <summary>AMQP address of a RabbitMQ, without virtual host, such as <c>amqp://guest:guest@127.0.0.1:5673</c>.</summary>
    public static string RabbitMq => Required("LEDGER_TEST_RABBITMQ");

    /// <summary>Address of that RabbitMQ's management API, such as <c>http://127.0.0.1:15673</c>.</summary>
    public static string RabbitMqApi => Required("LEDGER_TEST_RABBITMQ_API");

    static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set. Run the tests with ./ledger test, which starts the servers.");
}
