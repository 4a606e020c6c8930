namespace Ledger.LocalStack.Servers;

/// <summary>What is chosen once for a private RabbitMQ and remembered in its folder.</summary>
/// <param name="DataFolder">Where its data, configuration and cookie are.</param>
/// <param name="NodeName">Name of its Erlang node.</param>
/// <param name="Port">AMQP port on 127.0.0.1.</param>
/// <param name="DistributionPort">Port of Erlang's distribution.</param>
/// <param name="EpmdPort">Port of its own port mapper.</param>
/// <param name="ApiPort">Port of the management API, when it is switched on.</param>
/// <param name="Password">Password of the user <c>ledger</c>.</param>
sealed record RabbitMqSetup(
    string DataFolder, string NodeName, int Port, int DistributionPort, int EpmdPort, int ApiPort, string Password);
