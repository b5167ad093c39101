package consumer;

final class Main {
    public static void main(String[] arguments) {
        System.out.println("spawn, timer and echo: done");
    }
}
