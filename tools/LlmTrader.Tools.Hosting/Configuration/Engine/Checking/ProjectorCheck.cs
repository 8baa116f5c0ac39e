using System.Data.Common;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Where databases are, and that no password is written out.</summary>
internal static class ProjectorCheck
{
    private const string Example = "Host=127.0.0.1;Database=llmtrader;Username=llmtrader";

    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (configuration.Projector.Postgres is { } postgres && !mistakes.Has("projector.postgres")) { Check(postgres, mistakes); }
        if (configuration.Projector.Questdb is not { } questdb || mistakes.Has("projector.questdb")) { return; }
        AddressCheck.Run(questdb.Url, "projector.questdb.url", "http://127.0.0.1:9000", mistakes, "http", "https");
        if (questdb.Token is not null && questdb.User is not null) { mistakes.Add("projector.questdb.token", "a token and a user are given; which of the two is meant can't be told.", "Remove one of the two."); }
        if (questdb.Password is not null && questdb.User is null) { mistakes.Add("projector.questdb.password", "a password is given without a user.", "Add 'user: …', or remove the password."); }
    }

    private static void Check(PostgresConfiguration postgres, ConfigurationMistakes mistakes)
    {
        const string key = "projector.postgres.connection";
        try
        {
            DbConnectionStringBuilder parts = new() { ConnectionString = postgres.Connection };
            if (parts.ContainsKey("Password") || parts.ContainsKey("PWD") || parts.ContainsKey("PSW"))
            {
                mistakes.Add(key, "the connection string has a password in it, which every reader of this file could see (not shown).", "Remove it, and add 'password: ${env:NAME}' or 'password: file:/path'.");
            }
            else if (!parts.ContainsKey("Host") && !parts.ContainsKey("Server"))
            {
                mistakes.Add(key, "the connection string names no host.", $"Write it as {Example}.");
            }
        }
        catch (ArgumentException)
        {
            mistakes.Add(key, "this is no connection string (not shown: it may hold a password).", $"Write it as {Example}.");
        }
    }
}
