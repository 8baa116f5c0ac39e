using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Databases that follow the journal; `llmtrader up` starts a projector when one is named.</summary>
public sealed record ProjectorConfiguration
{
    [Description("PostgreSQL; none when left out.")]
    public PostgresConfiguration? Postgres { get; init; }

    [Description("QuestDB; none when left out.")]
    public QuestDbConfiguration? Questdb { get; init; }
}

/// <summary>Where PostgreSQL is.</summary>
public sealed record PostgresConfiguration
{
    [Description("Npgsql's connection string without a password: Host=…;Database=…;Username=….")]
    public required string Connection { get; init; }

    [Description("The password: ${env:NAME} or file:/path; PGPASSWORD or ~/.pgpass give it when left out.")]
    public SecretReference? Password { get; init; }
}

/// <summary>Where QuestDB is.</summary>
public sealed record QuestDbConfiguration
{
    [Description("Its HTTP address, such as http://127.0.0.1:9000.")]
    public required string Url { get; init; }

    [Description("The user; none when left out.")]
    public string? User { get; init; }

    [Description("The user's password: ${env:NAME} or file:/path.")]
    public SecretReference? Password { get; init; }

    [Description("A token, in place of user and password: ${env:NAME} or file:/path.")]
    public SecretReference? Token { get; init; }
}
