using System.Text.Encodings.Web;
using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>A call as an endpoint takes it: the body of a chat completion. Equal calls make equal bytes.</summary>
public static class ChatRequest
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="call">Whose messages are redacted already.</param>
    /// <param name="endpoint">Its model, and what its server can be asked.</param>
    public static byte[] Write(ModelCall call, EndpointOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(endpoint);
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Format))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, endpoint.Model);
            Messages(json, MessagesFor(call, endpoint));
            json.WriteNumber(endpoint.TokenLimit == TokenLimitField.MaxTokens ? "max_tokens"u8 : "max_completion_tokens"u8, call.MaxOutputTokens);
            if (call.Temperature is { } temperature) { json.WriteNumber("temperature"u8, temperature); }
            if (call.Seed is { } seed) { json.WriteNumber("seed"u8, seed); }
            if (call.Schema is { } schema) { Shape(json, schema, endpoint.Output); }
            if (endpoint.Stream) { Stream(json); }
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static void Messages(Utf8JsonWriter json, IReadOnlyList<ModelMessage> messages)
    {
        json.WriteStartArray("messages"u8);
        foreach (ModelMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Speaker switch { ModelSpeaker.System => "system"u8, ModelSpeaker.Assistant => "assistant"u8, _ => "user"u8 });
            json.WriteString("content"u8, message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Shape(Utf8JsonWriter json, ModelSchema schema, OutputKind output)
    {
        if (output == OutputKind.Text) { return; }
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, output == OutputKind.Json ? "json_object"u8 : "json_schema"u8);
        if (output == OutputKind.JsonSchema)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, schema.Name);
            json.WriteBoolean("strict"u8, true);
            json.WritePropertyName("schema"u8);
            using JsonDocument document = JsonDocument.Parse(schema.Json);
            document.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // Without the usage nothing would tell what a streamed answer cost.
    private static void Stream(Utf8JsonWriter json)
    {
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }

    // JSON mode is refused by servers whose prompt does not say "JSON"; and whoever is not held to the schema must read it.
    // It goes into the first system message: many chat templates take one alone.
    private static IReadOnlyList<ModelMessage> MessagesFor(ModelCall call, EndpointOptions endpoint)
    {
        if (call.Schema is not { } schema || endpoint.Output == OutputKind.JsonSchema) { return call.Messages; }
        string demand = $"Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema.Json}";
        List<ModelMessage> messages = [.. call.Messages];
        int system = messages.FindIndex(message => message.Speaker == ModelSpeaker.System);
        if (system < 0) { messages.Insert(0, new ModelMessage(ModelSpeaker.System, demand)); }
        else { messages[system] = messages[system] with { Text = $"{messages[system].Text}\n\n{demand}" }; }
        return messages;
    }
}
