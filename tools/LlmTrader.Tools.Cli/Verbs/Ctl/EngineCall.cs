using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>What a verb of <c>ctl</c> does with an engine: ask and show, or change something and tell what became of it.</summary>
internal sealed class EngineCall(AdminClient client, Session session)
{
    public Session Session => session;

    public T Get<T>(string path) => client.Get<T>(path, session.Cancellation);

    /// <summary>Text that is no JSON.</summary>
    public string GetText(string path) => client.Send(HttpMethod.Get, path, null, session.Cancellation).Body;

    public AdminAnswer Ask(string path) => client.Send(HttpMethod.Get, path, null, session.Cancellation);

    /// <summary>Shows an answer: as it came for a program, by <paramref name="show"/> for a person. What is not well ends as a finding.</summary>
    public int Show<T>(string path, Action<T> show, Func<T, bool>? isWell = null)
    {
        AdminAnswer answer = Ask(path);
        T reply = AdminClient.Read<T>(answer.Body);
        if (session.IsJson) { session.WriteJson(JsonSerializer.Deserialize<JsonElement>(answer.Body)); }
        else { show(reply); }
        return isWell?.Invoke(reply) ?? true ? ExitCode.Success : ExitCode.Finding;
    }

    /// <summary>Changes something, and says at which sequence it took effect.</summary>
    /// <param name="path">Of the call.</param>
    /// <param name="done">What has been done then, <c>The order was sent</c>.</param>
    /// <param name="fields">Of the body; what is null is left out.</param>
    public int Change(string path, string done, params ReadOnlySpan<(string Name, JsonNode? Value)> fields) => Change(HttpMethod.Post, null, path, done, fields);

    /// <summary>As the other, with another method.</summary>
    public int Change(HttpMethod method, string path, string done, params ReadOnlySpan<(string Name, JsonNode? Value)> fields) => Change(method, null, path, done, fields);

    /// <summary>As the others, and waits only so long for the answer.</summary>
    public int Change(TimeSpan patience, string path, string done, params ReadOnlySpan<(string Name, JsonNode? Value)> fields) => Change(HttpMethod.Post, patience, path, done, fields);

    private int Change(HttpMethod method, TimeSpan? patience, string path, string done, ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        JsonObject body = [];
        foreach ((string name, JsonNode? value) in fields)
        {
            if (value is not null) { body[name] = value; }
        }

        AdminAnswer answer = client.Send(method, path, body, session.Cancellation, patience);
        CommandReply reply = AdminClient.Read<CommandReply>(answer.Body);
        if (session.IsJson) { session.WriteJson(JsonSerializer.Deserialize<JsonElement>(answer.Body)); }
        else { CommandReplyReport.Write(reply, done, session); }
        return reply.Outcome == "accepted" ? ExitCode.Success : ExitCode.Finding;
    }
}
